import type { Container, FrameFacts, FrameSink } from '../capture/container.ts'
import { containerOf } from '../pcap.ts'

/** What is known of the first packet that is whole in a capture's head, and its link type; undefined where none is. */
export function firstFrame(head: Uint8Array): (FrameFacts & { readonly link: number }) | undefined {
  let first: (FrameFacts & { readonly link: number }) | undefined
  const sink: FrameSink = {
    frame(view, at, _end, _wire, _ts, link) {
      first ??= { ...container.facts(view, at), link }
    },
    reject() {},
    note() {},
  }
  const container: Container = new (containerOf(head)!)(sink)
  container.records(new DataView(head.buffer, head.byteOffset, head.length), 0, head.length, 0)
  return first
}
