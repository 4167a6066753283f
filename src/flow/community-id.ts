import { hash } from 'node:crypto'

/** ICMP types that answer each other: Community ID orders such a flow as request and reply. */
const counterparts4 = new Map([
  [8, 0], [0, 8], [13, 14], [14, 13], [15, 16], [16, 15], [10, 9], [9, 10], [17, 18], [18, 17],
]) // prettier-ignore
const counterparts6 = new Map([
  [128, 129], [129, 128], [133, 134], [134, 133], [135, 136], [136, 135], [130, 131], [131, 130],
  [139, 140], [140, 139], [144, 145], [145, 144],
]) // prettier-ignore

/** The ICMP type that answers `type`; -1 where none does. `protocol` is 1 (ICMP) or 58 (ICMPv6). */
export const icmpCounterpart = (protocol: number, type: number): number =>
  (protocol === 1 ? counterparts4 : counterparts6).get(type) ?? -1

type Words = number | readonly number[]

/** What is hashed: a seed of two bytes, both addresses (4 or 16 bytes each), protocol, a zero, both ports. */
const hashed = Buffer.alloc(2 + 16 + 16 + 2 + 4)

/**
 * Community ID v1 with seed 0 (github.com/corelight/community-id-spec): "1:" and the Base64 of a SHA-1.
 * Addresses as `Hosts.words` gives them; for ICMP the ports are type and code, or type and answering type as Zeek has them.
 */
export function communityId(
  src: Words,
  dst: Words,
  srcPort: number,
  dstPort: number,
  protocol: number,
): string {
  const icmp = protocol === 1 || protocol === 58
  const answer = icmp ? icmpCounterpart(protocol, srcPort) : -1
  if (answer >= 0) dstPort = answer
  const swap = (!icmp || answer >= 0) && (compare(src, dst) || srcPort - dstPort) > 0
  let at = putAddress(swap ? dst : src, 2)
  at = putAddress(swap ? src : dst, at)
  hashed[at++] = protocol
  hashed[at++] = 0
  if (icmp || protocol === 6 || protocol === 17 || protocol === 132) {
    at = putPort(swap ? dstPort : srcPort, at)
    at = putPort(swap ? srcPort : dstPort, at)
  }
  return `1:${hash('sha1', hashed.subarray(0, at), 'base64')}`
}

function compare(a: Words, b: Words): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [[a].flat(), [b].flat()]
  const differs = left.findIndex((word, i) => word !== right[i])
  return differs < 0 ? 0 : left[differs]! - right[differs]!
}

function putAddress(words: Words, at: number): number {
  if (typeof words === 'number') return putPort(words & 0xffff, putPort(words >>> 16, at))
  for (const word of words) at = putAddress(word, at)
  return at
}

function putPort(port: number, at: number): number {
  hashed[at] = port >> 8
  hashed[at + 1] = port & 255
  return at + 2
}
