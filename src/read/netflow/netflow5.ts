import { observerOf, type FlowRecord } from '../../flow/join-record.ts'
import type { Hosts } from '../../flow/hosts.ts'
import { setIcmpPorts, uptimeSeconds } from './record.ts'
import type { Message } from './source.ts'
import { dated } from './times.ts'

/** Where the fixed formats differ: header and record size, and the offsets of what moved. */
interface Layout {
  readonly header: number
  readonly record: number
  readonly flags: number
  /** Both autonomous systems; -1 where there are none. */
  readonly as: number
}
export const fixedLayouts: Readonly<Record<number, Layout>> = {
  1: { header: 16, record: 48, flags: 40, as: -1 },
  5: { header: 24, record: 48, flags: 37, as: 40 },
  7: { header: 24, record: 52, flags: 37, as: 40 },
}

/** Fills `record` from the v1, v5 or v7 record at `at`; `sampling` is what the header says. */
export function fillFixedRecord(
  record: FlowRecord,
  view: DataView,
  at: number,
  layout: Layout,
  message: Message,
  sampling: number,
  hosts: Hosts,
): void {
  record.src = hosts.v4(view.getUint32(at))
  record.dst = hosts.v4(view.getUint32(at + 4))
  record.packets = view.getUint32(at + 16) * sampling
  record.bytes = view.getUint32(at + 20) * sampling
  const start = uptimeSeconds(view.getUint32(at + 24), message, -1)
  dated(record, start, Math.max(start, uptimeSeconds(view.getUint32(at + 28), message, -1)), message)
  record.srcPort = view.getUint16(at + 32)
  record.dstPort = view.getUint16(at + 34)
  record.flags = view.getUint8(at + layout.flags)
  record.protocol = view.getUint8(at + 38)
  record.sampling = sampling
  record.inInterface = view.getUint16(at + 12)
  record.outInterface = view.getUint16(at + 14)
  record.srcAs = layout.as < 0 ? 0 : view.getUint16(at + layout.as)
  record.dstAs = layout.as < 0 ? 0 : view.getUint16(at + layout.as + 2)
  record.observer = observerOf(message.source.index, 3, record.inInterface, record.outInterface)
  record.received = message.received
  if (record.protocol === 1) setIcmpPorts(record, record.dstPort)
}

/** v5: the low 14 bits of the header's last word are the sampling interval; 1 where all packets were looked at. */
export const fixedSampling = (version: number, view: DataView, at: number): number =>
  version === 5 ? Math.max(1, view.getUint16(at + 22) & 0x3fff) : 1
