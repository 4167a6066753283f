import type { Input } from '../../open/input.ts'
import { PcapngFile } from '../capture/pcapng-file.ts'
import { containerOf } from '../pcap.ts'
import { pcapngWriter, pcapWriter, type CaptureWriter } from './capture-writer.ts'
import { firstFrame } from './first-frame.ts'

/** How frames of some captures are written: as one classic capture where all are classic and of one link type, else as pcapng. */
export function writerFor(
  inputs: readonly Input[],
  comment: string,
): { readonly extension: string; readonly writer: CaptureWriter } {
  const heads = inputs.map(({ head }) => head)
  const first = heads.map(head => (containerOf(head) === PcapngFile ? undefined : firstFrame(head)))
  const links = new Set(first.map(frame => frame?.link))
  const [link] = links
  if (links.size !== 1 || link === undefined) return { extension: 'pcapng', writer: pcapngWriter(comment) }
  const snaps = first.map(frame => frame!.snap)
  return {
    extension: 'pcap',
    writer: pcapWriter(link, snaps.includes(0) ? 0 : snaps.reduce((a, b) => Math.max(a, b))),
  }
}
