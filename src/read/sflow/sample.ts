import { structHeader } from './header.ts'

/** Samples that hold packets (enterprise 0): flow_sample, and flow_sample_expanded for many interfaces. */
export const flowSample = 1
export const expandedSample = 3

/** What a flow sample says before its records. */
export interface Sample {
  /** The interface, or other source, whose packets are sampled. */
  readonly source: number
  /** Of so many packets one is taken. */
  readonly rate: number
  /** Interfaces (SNMP index) by which the packet came in and went out; 0 where it was not one of a switch's. */
  readonly inInterface: number
  readonly outInterface: number
  readonly records: number
  /** Where the first record begins. */
  readonly next: number
}

/** Reads a sample's body; undefined where it is cut. */
export function readSample(view: DataView, at: number, end: number, expanded: boolean): Sample | undefined {
  const size = expanded ? 44 : 32
  if (end - at < size) return undefined
  const rate = at + (expanded ? 12 : 8)
  return {
    source: view.getUint32(at + (expanded ? 8 : 4)),
    rate: Math.max(1, view.getUint32(rate)),
    inInterface: expanded ? oneOf(view, at + 24) : single(view.getUint32(at + 20)),
    outInterface: expanded ? oneOf(view, at + 32) : single(view.getUint32(at + 24)),
    records: view.getUint32(at + size - 4),
    next: at + size,
  }
}

/** An interface whose two highest bits say that it is one: others are a reason to drop a packet, or a number of interfaces. */
const single = (value: number): number => (value >>> 30 === 0 && value !== 0x3fffffff ? value : 0)

/** The same with the format in a word of its own. */
const oneOf = (view: DataView, at: number): number => (view.getUint32(at) === 0 ? view.getUint32(at + 4) : 0)

/** What the records of a sample come to: where those that tell of the packet are, and the VLAN that the switch put it in. */
export interface Parts {
  /** The packet's first bytes (format 1); `frameEnd` 0 where they are not there. */
  frameAt: number
  frameEnd: number
  /** An IPv4's or IPv6's fields (formats 3 and 4); `fieldsEnd` 0 where they are not there. */
  fieldsAt: number
  fieldsEnd: number
  isIp6: boolean
  vlan: number
  /** Autonomous systems, as the router's BGP has them; 0 where it says none. */
  srcAs: number
  dstAs: number
  /** A record is longer than the sample. */
  cut: boolean
}

const noParts = (): Parts => ({
  frameAt: 0,
  frameEnd: 0,
  fieldsAt: 0,
  fieldsEnd: 0,
  isIp6: false,
  vlan: 0,
  srcAs: 0,
  dstAs: 0,
  cut: false,
})

const packetHeader = 1
const fields4 = 3
const fields6 = 4
const switched = 1001
const gateway = 1003

/** Finds the records that are used among those of a sample. */
export function findParts(view: DataView, sample: Sample, end: number): Parts {
  const parts = noParts()
  let { next } = sample
  for (let i = 0; i < sample.records; i++) {
    const length = end - next < structHeader ? Infinity : view.getUint32(next + 4)
    const body = next + structHeader
    if (length > end - body) {
      parts.cut = true
      break
    }
    keep(parts, view.getUint32(next), view, body, length)
    next = body + length
  }
  return parts
}

function keep(parts: Parts, format: number, view: DataView, at: number, length: number): void {
  if (format === switched && length >= 4) parts.vlan = view.getUint32(at) & 4095
  if (format === gateway) keepSystems(parts, view, at, at + length)
  if (format === packetHeader) {
    parts.frameAt = at
    parts.frameEnd = at + length
  } else if (format === fields4 || format === fields6) {
    parts.fieldsAt = at
    parts.fieldsEnd = at + length
    parts.isIp6 = format === fields6
  }
}

/** extended_gateway: next hop, the router's own AS, that of the source, its peer, and the path in segments to the target. */
function keepSystems(parts: Parts, view: DataView, at: number, end: number): void {
  if (end - at < 24) return
  const own = at + (view.getUint32(at) === 2 ? 20 : 8)
  if (end - own < 16) return
  parts.srcAs = view.getUint32(own + 4)
  const segments = view.getUint32(own + 12)
  // Without a path the target is in the router's own AS.
  if (segments === 0) parts.dstAs = view.getUint32(own)
  for (let next = own + 16, i = 0; i < segments && end - next >= 8; i++) {
    const size = view.getUint32(next + 4) * 4
    next += 8
    if (size > end - next) return
    next += size
    if (size > 0) parts.dstAs = view.getUint32(next - 4)
  }
}
