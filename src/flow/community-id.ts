import { createHash } from 'node:crypto'

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
  const from = addressBytes(src)
  const to = addressBytes(dst)
  const icmp = protocol === 1 || protocol === 58
  const answer = icmp ? icmpCounterpart(protocol, srcPort) : -1
  if (answer >= 0) dstPort = answer
  const swap = (!icmp || answer >= 0) && (Buffer.compare(from, to) || srcPort - dstPort) > 0
  const hasPorts = icmp || protocol === 6 || protocol === 17 || protocol === 132
  const tail = Buffer.from([protocol, 0, ...(hasPorts ? ports(srcPort, dstPort, swap) : [])])
  const hash = createHash('sha1').update(Buffer.from([0, 0]))
  return `1:${hash.update(swap ? to : from).update(swap ? from : to).update(tail).digest('base64')}` // prettier-ignore
}

const ports = (srcPort: number, dstPort: number, swap: boolean): number[] => {
  const [low, high] = swap ? [dstPort, srcPort] : [srcPort, dstPort]
  return [low >> 8, low & 255, high >> 8, high & 255]
}

function addressBytes(words: Words): Buffer {
  const list = typeof words === 'number' ? [words] : words
  const bytes = Buffer.alloc(list.length * 4)
  list.forEach((word, i) => bytes.writeUInt32BE(word, i * 4))
  return bytes
}
