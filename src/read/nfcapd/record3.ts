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

/** Record types of block type 3 that hold a flow. */
export const flowRecord3 = 11

const headerSize = 12
/** Extensions that correct what others say, which may stand behind them. */
const firstLater = 19
const lastLater = 22
const eventFlag = 1
const sampledFlag = 2

type Read = (record: FlowRecord, view: DataView, at: number, little: boolean, hosts: Hosts) => void

/** The extensions that something is made of: their shortest body, and how it is read. */
const extensions: Readonly<Record<number, { readonly size: number; readonly read: Read }>> = {
  // Times, counts, ports, protocol, flags.
  1: { size: 48, read: generic },
  2: {
    size: 8,
    read: (record, view, at, little, hosts) => readAddresses(record, view, at, little, hosts, 4),
  },
  3: {
    size: 32,
    read: (record, view, at, little, hosts) => readAddresses(record, view, at, little, hosts, 6),
  },
  // Interfaces, masks, direction.
  4: {
    size: 12,
    read: (record, view, at, little) => {
      record.observer = (record.observer & ~3) | (view.getUint8(at + 10) & 3)
      record.inInterface = view.getUint32(at, little)
      record.outInterface = view.getUint32(at + 4, little)
    },
  },
  // Flows, and the counts of the other direction.
  5: {
    size: 24,
    read: (record, view, at, little) => {
      record.reversePackets = u64(view, at + 8, little)
      record.reverseBytes = u64(view, at + 16, little)
    },
  },
  6: {
    size: 8,
    read: (record, view, at, little) => void (record.vlan = view.getUint32(at, little) & 4095),
  },
  // Autonomous systems.
  7: {
    size: 8,
    read: (record, view, at, little) => {
      record.srcAs = view.getUint32(at, little)
      record.dstAs = view.getUint32(at + 4, little)
    },
  },
  // VRFs: that of egress, then that of ingress.
  36: { size: 8, read: (record, view, at, little) => void (record.vrf = view.getUint32(at + 4, little)) },
  // A firewall's event (NSEL), with its time.
  19: {
    size: 16,
    read: (record, view, at, little) =>
      setFirewallEvent(record, view.getUint8(at + 14), milliseconds(view, at, little)),
  },
  // Translation: the target's address, and its port.
  20: {
    size: 8,
    read: (record, view, at, little, hosts) => setTarget4(record, view.getUint32(at + 4, little), hosts),
  },
  21: {
    size: 32,
    read: (record, view, at, little, hosts) => setTarget6(record, view, at + 16, little, hosts),
  },
  22: {
    size: 4,
    read: (record, view, at, little) => void (record.translatedDstPort = view.getUint16(at + 2, little)),
  },
}

function generic(record: FlowRecord, view: DataView, at: number, little: boolean): void {
  record.start = milliseconds(view, at, little)
  record.end = milliseconds(view, at + 8, little)
  record.received = milliseconds(view, at + 16, little)
  record.packets = u64(view, at + 24, little)
  record.bytes = u64(view, at + 32, little)
  record.srcPort = view.getUint16(at + 40, little)
  record.dstPort = view.getUint16(at + 42, little)
  record.protocol = view.getUint8(at + 44)
  record.flags = view.getUint8(at + 45)
}

/**
 * Fills `record` from a record of nfdump 1.7 (V3): a header and extensions in any order, each with its type and length.
 * Returns why it is none, '' where it is one.
 */
export function readRecord3(
  record: FlowRecord,
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  hosts: Hosts,
): string {
  if (end - at < headerSize) return 'flow record is cut'
  const flags = view.getUint8(at + 10)
  record.observer = view.getUint16(at + 8, little) * 4 + 3
  record.sampling = (flags & sampledFlag) !== 0 ? 0 : 1
  let seen = 0
  let next = 0
  const later: number[] = []
  for (at += headerSize; end - at >= 4; at = next) {
    const type = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (length < 4 || length > end - at) return 'flow record with an impossible extension'
    next = at + length
    const extension = extensions[type]
    if (extension === undefined || length - 4 < extension.size) continue
    if (type >= firstLater && type <= lastLater) later.push(type, at)
    else extension.read(record, view, at + 4, little, hosts)
    if (type <= 3) seen |= type === 1 ? 1 : 2
  }
  for (let i = 0; i < later.length; i += 2)
    extensions[later[i]!]!.read(record, view, later[i + 1]! + 4, little, hosts)
  if ((seen & 2) === 0)
    return (flags & eventFlag) !== 0 ? 'event without addresses' : 'flow record without addresses'
  if ((seen & 1) === 0) return 'flow record without counts'
  return finish(record) ? '' : 'flow record without a time'
}
