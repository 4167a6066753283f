/** Datagrams from the router to the collector as a classic pcap: Ethernet, IPv4, UDP, checksums included. */
import { ipv4 } from './records.mjs'

const router = { mac: [2, 0, 10, 30, 0, 1], address: ipv4('10.30.0.1'), port: 49321 }
const collector = { mac: [2, 0, 10, 30, 0, 9], address: ipv4('10.30.5.40'), port: 4739 }

/** The Internet checksum of bytes from..to, starting with `sum` (RFC 1071). */
function checksum(view, from, to, sum = 0) {
  for (let at = from; at < to; at += 2) sum += at + 1 < to ? view.getUint16(at) : view.getUint8(at) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function frame(payload, id) {
  const bytes = new Uint8Array(42 + payload.length)
  const view = new DataView(bytes.buffer)
  bytes.set(collector.mac, 0)
  bytes.set(router.mac, 6)
  view.setUint16(12, 0x0800)
  view.setUint16(14, 0x4500)
  view.setUint16(16, 28 + payload.length)
  view.setUint16(18, id & 0xffff)
  view.setUint16(22, 0x4011) // 64 hops, UDP
  view.setUint32(26, router.address)
  view.setUint32(30, collector.address)
  view.setUint16(24, checksum(view, 14, 34))
  view.setUint16(34, router.port)
  view.setUint16(36, collector.port)
  view.setUint16(38, 8 + payload.length)
  bytes.set(payload, 42)
  // The pseudo header is the two addresses, the protocol and the length (RFC 768).
  view.setUint16(40, checksum(view, 26, bytes.length, 17 + 8 + payload.length) || 0xffff)
  return bytes
}

/** A whole capture file of messages { time (epoch ms), bytes }. */
export function pcap(messages) {
  const frames = messages.map(({ bytes }, i) => frame(bytes, i + 1))
  const out = new Uint8Array(24 + frames.reduce((sum, f) => sum + 16 + f.length, 0))
  const view = new DataView(out.buffer)
  const header = [0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1]
  header.forEach((value, i) => view.setUint32(i * 4, value, true))
  let at = 24
  frames.forEach((bytes, i) => {
    const { time } = messages[i]
    const record = [Math.floor(time / 1000), (time % 1000) * 1000, bytes.length, bytes.length]
    record.forEach((value, j) => view.setUint32(at + j * 4, value, true))
    out.set(bytes, at + 16)
    at += 16 + bytes.length
  })
  return out
}
