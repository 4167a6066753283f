import type { Hosts } from '../../flow/hosts.ts'
import type { FlowRecord } from '../../flow/join-record.ts'
import {
  finish,
  milliseconds,
  readAddresses,
  setFirewallEvent,
  setTarget4,
  setTarget6,
  u64,
} from './values.ts'

/** Record types of block type 2: a flow (with its exporter's number, or older), and an extension map. */
export const flowRecord10 = 10
export const flowRecord1 = 1
export const extensionMap = 2

const ip6Flag = 1
const packets64Flag = 2
const bytes64Flag = 4
const sampledFlag = 128

/** Extension numbers and their sizes in bytes; those whose content is not needed are passed over. */
const sizes: Readonly<Record<number, number>> = {
  4: 4, 5: 8, 6: 4, 7: 8, 8: 4, 9: 4, 10: 16, 11: 4, 12: 16, 13: 4, 14: 4, 15: 8, 16: 4, 17: 8, 18: 4, 19: 8,
  20: 16, 21: 16, 22: 40, 23: 4, 24: 16, 25: 4, 26: 8, 27: 8, 37: 20, 38: 4, 39: 8, 40: 32, 41: 24, 42: 24, 43: 72, 45: 24, 46: 12, 48: 8,
} // prettier-ignore

type Read = (record: FlowRecord, view: DataView, at: number, little: boolean, hosts: Hosts) => void
const readers: Readonly<Record<number, Read>> = {
  4: (record, view, at, little) => {
    record.inInterface = view.getUint16(at, little)
    record.outInterface = view.getUint16(at + 2, little)
  },
  5: (record, view, at, little) => {
    record.inInterface = view.getUint32(at, little)
    record.outInterface = view.getUint32(at + 4, little)
  },
  6: (record, view, at, little) => {
    record.srcAs = view.getUint16(at, little)
    record.dstAs = view.getUint16(at + 2, little)
  },
  7: (record, view, at, little) => {
    record.srcAs = view.getUint32(at, little)
    record.dstAs = view.getUint32(at + 4, little)
  },
  8: (record, view, at) => void (record.observer = (record.observer & ~3) | (view.getUint8(at + 1) & 3)),
  13: (record, view, at, little) => void (record.vlan = view.getUint16(at, little) & 4095),
  14: (record, view, at, little) => void (record.reversePackets = view.getUint32(at, little)),
  15: (record, view, at, little) => void (record.reversePackets = u64(view, at, little)),
  16: (record, view, at, little) => void (record.reverseBytes = view.getUint32(at, little)),
  17: (record, view, at, little) => void (record.reverseBytes = u64(view, at, little)),
  // A firewall's event (NSEL) with its time; the target's port and address behind a translation.
  37: (record, view, at, little) =>
    setFirewallEvent(record, view.getUint8(at + 14), milliseconds(view, at, little)),
  38: (record, view, at, little) => void (record.translatedDstPort = view.getUint16(at + 2, little)),
  39: (record, view, at, little, hosts) => setTarget4(record, view.getUint32(at + 4, little), hosts),
  40: (record, view, at, little, hosts) => setTarget6(record, view, at + 16, little, hosts),
  27: (record, view, at, little) => void (record.received = milliseconds(view, at, little)),
}

/** Which extensions the records of a map have, in order. */
export class ExtensionMaps {
  readonly #maps = new Map<number, number[]>()

  /** Takes a map record. */
  add(view: DataView, at: number, end: number, little: boolean): void {
    if (end - at < 8) return
    const extensions: number[] = []
    for (let id = at + 8; end - id >= 2 && view.getUint16(id, little) !== 0; id += 2)
      extensions.push(view.getUint16(id, little))
    this.#maps.set(view.getUint16(at + 4, little), extensions)
  }

  get(id: number): readonly number[] | undefined {
    return this.#maps.get(id)
  }
}

/** Fills `record` from a record of nfdump 1.6: fixed fields, addresses, counts, extensions. Returns why it is none, '' where it is one. */
export function readRecord1(
  record: FlowRecord,
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  hosts: Hosts,
  maps: ExtensionMaps,
): string {
  const wide = view.getUint16(at, little) === flowRecord10
  const flags = wide ? view.getUint16(at + 4, little) : view.getUint8(at + 4)
  const ip6 = (flags & ip6Flag) !== 0
  const packets = (flags & packets64Flag) !== 0 ? 8 : 4
  const bytes = (flags & bytes64Flag) !== 0 ? 8 : 4
  const fixed = (wide ? 32 : 28) + (ip6 ? 32 : 8) + packets + bytes
  if (end - at < fixed) return 'flow record is cut'
  const extensions = maps.get(view.getUint16(at + 6, little))
  if (!extensions) return 'flow record without its extension map'
  common(record, view, at, little)
  record.observer = (wide ? view.getUint16(at + 28, little) : 0) * 4 + 3
  record.sampling = (flags & sampledFlag) !== 0 ? 0 : 1
  const addresses = at + (wide ? 32 : 28)
  const counts = addresses + (ip6 ? 32 : 8)
  readAddresses(record, view, addresses, little, hosts, ip6 ? 6 : 4)
  record.packets = packets === 8 ? u64(view, counts, little) : view.getUint32(counts, little)
  const octets = counts + packets
  record.bytes = bytes === 8 ? u64(view, octets, little) : view.getUint32(octets, little)
  readExtensions(record, view, at + fixed, end, little, extensions, hosts)
  return finish(record) ? '' : 'flow record without a time'
}

function common(record: FlowRecord, view: DataView, at: number, little: boolean): void {
  record.start = view.getUint32(at + 12, little) + view.getUint16(at + 8, little) / 1000
  record.end = view.getUint32(at + 16, little) + view.getUint16(at + 10, little) / 1000
  record.flags = view.getUint8(at + 21)
  record.protocol = view.getUint8(at + 22)
  record.srcPort = view.getUint16(at + 24, little)
  record.dstPort = view.getUint16(at + 26, little)
}

function readExtensions(
  record: FlowRecord,
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  extensions: readonly number[],
  hosts: Hosts,
): void {
  for (const id of extensions) {
    const size = sizes[id]
    if (size === undefined || size > end - at) return
    readers[id]?.(record, view, at, little, hosts)
    at += size
  }
}
