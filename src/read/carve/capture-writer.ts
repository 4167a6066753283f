import type { CarvedFrame } from './carved-frame.ts'

/** Makes a capture file's bytes. */
export interface CaptureWriter {
  /** What the file begins with. */
  begin(): Uint8Array
  /** A frame, and before it what must be said before it. */
  frame(frame: CarvedFrame): Uint8Array
}

const billion = 1_000_000_000n

/** A classic capture with nanoseconds (draft-ietf-opsawg-pcap), of one link type; `snap` of 0 is libpcap's own limit. */
export const pcapWriter = (link: number, snap: number): CaptureWriter => ({
  begin() {
    const bytes = new Uint8Array(24)
    const view = new DataView(bytes.buffer)
    view.setUint32(0, 0xa1b23c4d, true)
    view.setUint16(4, 2, true)
    view.setUint16(6, 4, true)
    view.setUint32(16, snap || 262_144, true)
    view.setUint32(20, link, true)
    return bytes
  },
  frame({ nanoseconds, wire, bytes }) {
    const record = new Uint8Array(16 + bytes.length)
    const view = new DataView(record.buffer)
    view.setUint32(0, Number(nanoseconds / billion), true)
    view.setUint32(4, Number(nanoseconds % billion), true)
    view.setUint32(8, bytes.length, true)
    view.setUint32(12, Math.max(wire, bytes.length), true)
    record.set(bytes, 16)
    return record
  },
})

/** A pcapng file (draft-ietf-opsawg-pcapng) with an interface for each link type and snap length, in nanoseconds. */
export function pcapngWriter(comment: string): CaptureWriter {
  const interfaces = new Map<string, number>()
  return {
    begin: () => sectionHeader(comment),
    frame(frame) {
      const key = `${frame.link} ${frame.snap}`
      const known = interfaces.get(key)
      if (known !== undefined) return enhancedPacket(frame, known)
      interfaces.set(key, interfaces.size)
      return joined([interfaceDescription(frame), enhancedPacket(frame, interfaces.size - 1)])
    },
  }
}

const endOfOptions = [0, 0, 0, 0]
const u16 = (value: number): number[] => [value & 255, value >> 8]
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)]
const padding = (length: number): number => (4 - (length % 4)) % 4

function option(code: number, value: Uint8Array | readonly number[]): number[] {
  return [...u16(code), ...u16(value.length), ...value, ...new Array<number>(padding(value.length)).fill(0)]
}

function sectionHeader(comment: string): Uint8Array {
  const text = new TextEncoder().encode(comment.slice(0, 1000))
  const body = [...u32(0x1a2b3c4d), ...u16(1), ...u16(0), ...new Array<number>(8).fill(255)]
  return block(0x0a0d0d0a, [...body, ...option(1, text), ...endOfOptions])
}

const interfaceDescription = ({ link, snap }: CarvedFrame): Uint8Array =>
  block(1, [...u16(link), 0, 0, ...u32(snap), ...option(9, [9]), ...endOfOptions])

function enhancedPacket({ nanoseconds, wire, bytes }: CarvedFrame, id: number): Uint8Array {
  const fields = [id, Number(BigInt.asUintN(32, nanoseconds >> 32n)), Number(BigInt.asUintN(32, nanoseconds))]
  const head = [...fields, bytes.length, Math.max(wire, bytes.length)].flatMap(u32)
  const body = new Uint8Array(20 + bytes.length + padding(bytes.length))
  body.set(head)
  body.set(bytes, 20)
  return block(6, body)
}

function block(type: number, body: Uint8Array | readonly number[]): Uint8Array {
  const length = 12 + body.length
  return joined([
    Uint8Array.from([...u32(type), ...u32(length)]),
    Uint8Array.from(body),
    Uint8Array.from(u32(length)),
  ])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
