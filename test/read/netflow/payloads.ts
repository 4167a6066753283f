import { readFileSync } from 'node:fs'

/** One UDP payload out of a capture. */
export interface Payload {
  readonly from: string
  readonly port: number
  readonly bytes: Uint8Array
  readonly ts: number
}

/** UDP payloads of a classic pcap of Ethernet, raw IP or Linux cooked frames: enough for captures of flow exports. */
export function udpPayloads(path: string): Payload[] {
  const file = readFileSync(path)
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const little = view.getUint32(0, true) === 0xa1b2c3d4 || view.getUint32(0, true) === 0xa1b23c4d
  const fraction = view.getUint32(0, little) === 0xa1b23c4d ? 1e9 : 1e6
  const link = linkSizes[view.getUint32(20, little)] ?? 14
  const payloads: Payload[] = []
  for (let at = 24; at + 16 <= file.length;) {
    const length = view.getUint32(at + 8, little)
    const ts = view.getUint32(at, little) + view.getUint32(at + 4, little) / fraction
    const payload = udp(file.subarray(at + 16, at + 16 + length), link)
    if (payload) payloads.push({ ...payload, ts })
    at += 16 + length
  }
  return payloads
}

const linkSizes: Record<number, number> = { 0: 4, 1: 14, 12: 0, 101: 0, 113: 16, 276: 20 }

function udp(frame: Uint8Array, link: number): Omit<Payload, 'ts'> | undefined {
  if (link === 14 && frame[12] === 0x81 && frame[13] === 0) link = 18
  const ip = frame.subarray(link)
  const six = ip[0]! >> 4 === 6
  const protocol = six ? ip[6] : ip[9]
  if (protocol !== 17) return undefined
  const header = six ? 40 : (ip[0]! & 15) * 4
  const from = six ? hexGroups(ip.subarray(8, 24)) : ip.subarray(12, 16).join('.')
  const length = ip[header + 4]! * 256 + ip[header + 5]!
  const port = ip[header]! * 256 + ip[header + 1]!
  return { from, port, bytes: ip.subarray(header + 8, header + length) }
}

function hexGroups(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push((bytes[i]! * 256 + bytes[i + 1]!).toString(16))
  return groups.join(':')
}
