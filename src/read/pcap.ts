import { batchCapacity } from '../flow/batch.ts'
import type { Input } from '../open/input.ts'
import type { Container, FrameSink } from './capture/container.ts'
import { Contents } from './capture/contents.ts'
import { Framing } from './capture/framing.ts'
import type { Haul } from './capture/haul.ts'
import { Meter } from './capture/meter.ts'
import { PcapFile, pcapMagics } from './capture/pcap-file.ts'
import { PcapngFile, sectionHeader } from './capture/pcapng-file.ts'
import { converse } from './dissect/converse.ts'
import type { ReadContext, Reader } from './reader.ts'

/**
 * What is open at once: some 300 bytes a flow, and what is gathered of a flow whose payload is followed: a few KiB as a
 * rule, at most 16 KiB a direction of TLS, 32 KiB of SSH, 64 KiB of WebSocket, beside the budget of dissect/budget.ts.
 */
const limits = { flows: 1 << 19, conversations: 1 << 14 }

/** Captures: classic pcap and pcapng, as one stream in the order of their first packets. */
export const pcap: Reader = {
  name: 'pcap',
  title: 'captures: pcap, pcapng',
  sniff: head => containerOf(head) !== undefined,
  async *read(inputs, context) {
    const meter = new Meter(context, limits.flows)
    const contents = new Contents(context, converse, meter.ip6, limits.conversations)
    for (const { input, first } of inTimeOrder(inputs)) {
      meter.begin(input.path, first)
      for await (const haul of hauls(input, meter, context)) {
        contents.add(haul, input.path)
        yield* contents.take()
      }
    }
    for (let more = true; more;) {
      more = meter.finish(batchCapacity)
      contents.add(meter.haul, '')
      meter.haul.clear()
      yield* contents.take()
    }
    yield* contents.finish()
  },
}

/** The container that content with this head has; undefined where it is no capture. */
export function containerOf(head: Uint8Array): (new (sink: FrameSink) => Container) | undefined {
  if (head.length < 12) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const magic = view.getUint32(0)
  if (magic in pcapMagics) return head.length < 24 ? undefined : PcapFile
  const order = view.getUint32(8)
  return magic === sectionHeader && (order === 0x1a2b3c4d || order === 0x4d3c2b1a) ? PcapngFile : undefined
}

async function* hauls(input: Input, meter: Meter, context: ReadContext): AsyncGenerator<Haul> {
  const Container = containerOf(input.head)!
  const container = new Container(meter)
  const framing = new Framing(container)
  for await (const chunk of input.chunks()) {
    framing.push(chunk)
    yield meter.haul
    meter.haul.clear()
    if (container.stopped) break
  }
  container.finish()
  if (framing.open >= 0)
    context.rejects.add(input.path, 'the file ends inside a record', 'offset', framing.open)
}

/** By the time of the first packet in each head; those without one come last, as they were given. */
function inTimeOrder(inputs: readonly Input[]): { input: Input; first: number }[] {
  const all = inputs.map(input => ({ input, first: firstTime(input.head) }))
  return all.sort((a, b) => a.first - b.first || 0)
}

/** Epoch seconds of the first packet that is whole in a capture's head; the largest number where none is. */
function firstTime(head: Uint8Array): number {
  let first = Number.MAX_VALUE
  const sink: FrameSink = {
    frame(_view, _at, _end, _wire, ts) {
      if (first === Number.MAX_VALUE) first = ts
    },
    reject() {},
    note() {},
  }
  const Container = containerOf(head)!
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  new Container(sink).records(view, 0, head.length, 0)
  return first
}
