import { readFileSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { flowAt, type Flow } from '../../src/flow/batch.ts'
import { states } from '../../src/flow/codes.ts'
import type { Event } from '../../src/flow/event.ts'
import { Hosts } from '../../src/flow/hosts.ts'
import { Services } from '../../src/flow/services.ts'
import { Notes } from '../../src/lib/notes.ts'
import { Rejects } from '../../src/lib/rejects.ts'
import type { Input } from '../../src/open/input.ts'
import { Contents } from '../../src/read/capture/contents.ts'
import { Framing } from '../../src/read/capture/framing.ts'
import { Meter } from '../../src/read/capture/meter.ts'
import { PcapFile } from '../../src/read/capture/pcap-file.ts'
import { PcapngFile } from '../../src/read/capture/pcapng-file.ts'
import type { Converse } from '../../src/read/dissect/conversation.ts'
import { pcap } from '../../src/read/pcap.ts'
import type { Batch, ReadContext } from '../../src/read/reader.ts'

export const newContext = (): ReadContext => ({
  sensor: 'tap',
  space: '',
  hosts: new Hosts(),
  services: new Services(),
  rejects: new Rejects(),
  notes: new Notes(),
})

export const inputOf = (path: string, bytes: Uint8Array, chunk = 65536): Input => ({
  path,
  head: bytes.subarray(0, 65536),
  async *chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  },
})

/** A capture's bytes, unpacked as far as a damaged gzip lets it. */
export function captureBytes(path: string): Uint8Array {
  const bytes = readFileSync(path)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 25 })
  } catch {
    return new Uint8Array(0)
  }
}

export type TextFlow = Flow & { from: string; to: string; stateText: string; serviceText: string }

/** What the reader makes of inputs: flows with their addresses in text, events, and what it could not read. */
export const readCaptures = (...inputs: Input[]) => readCapturesIn(newContext(), ...inputs)

/** The same in a context that is given. */
export async function readCapturesIn(
  context: ReadContext,
  ...inputs: Input[]
): Promise<{ flows: TextFlow[]; events: Event[]; context: ReadContext }> {
  const flows: TextFlow[] = []
  const events: Event[] = []
  for await (const batch of pcap.read(inputs, context)) {
    events.push(...(batch.events ?? []))
    for (let i = 0; i < (batch.flows?.length ?? 0); i++) {
      const flow = flowAt(batch.flows!, i)
      flows.push({
        ...flow,
        from: `${context.hosts.text(flow.src)}:${flow.srcPort}`,
        to: `${context.hosts.text(flow.dst)}:${flow.dstPort}`,
        stateText: states[flow.state]!,
        serviceText: context.services.name(flow.service),
      })
    }
  }
  return { flows, events, context }
}

/** A capture's batches where flows are followed by conversations of one's own. */
export function followedBy(
  converse: Converse,
  bytes: Uint8Array,
  context: ReadContext,
  conversations = 1 << 12,
): Batch[] {
  const meter = new Meter(context, 1 << 16)
  const contents = new Contents(context, converse, meter.ip6, conversations)
  new Framing(bytes[0] === 0x0a ? new PcapngFile(meter) : new PcapFile(meter)).push(bytes)
  while (meter.finish(1 << 16));
  contents.add(meter.haul, '')
  return contents.finish()
}

const u16 = (value: number): number[] => [(value >> 8) & 255, value & 255]
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)]

export const ethernetFrame = (type: number, payload: readonly number[]): number[] => [
  ...[2, 0, 0, 0, 0, 1],
  ...[2, 0, 0, 0, 0, 2],
  ...u16(type),
  ...payload,
]

const octets = (text: string): number[] => text.split('.').map(Number)

export const ip4Packet = (
  src: string,
  dst: string,
  protocol: number,
  payload: readonly number[],
  { id = 0, fragment = 0 }: { id?: number; fragment?: number } = {},
): number[] => [
  ...[0x45, 0],
  ...u16(20 + payload.length),
  ...u16(id),
  ...u16(fragment),
  ...[64, protocol, 0, 0],
  ...octets(src),
  ...octets(dst),
  ...payload,
]

/** `flags` as letters: S, A, F, R. */
export function tcpSegment(
  srcPort: number,
  dstPort: number,
  flags: string,
  { seq = 0, ack = 0, window = 1024, payload = [] as readonly number[] } = {},
): number[] {
  const bits = [...flags].reduce((sum, flag) => sum | { S: 2, A: 16, F: 1, R: 4 }[flag]!, 0)
  return [
    ...u16(srcPort),
    ...u16(dstPort),
    ...u32(seq),
    ...u32(ack),
    0x50,
    bits,
    ...u16(window),
    ...[0, 0, 0, 0],
    ...payload,
  ]
}

export const udpDatagram = (srcPort: number, dstPort: number, payload: readonly number[]): number[] => [
  ...u16(srcPort),
  ...u16(dstPort),
  ...u16(8 + payload.length),
  ...[0, 0],
  ...payload,
]

export interface Frame {
  ts: number
  bytes: readonly number[]
  /** Length on the wire, where the frame was cut. */
  wire?: number
}

/** A classic capture file of frames. `magic` is what stands in the file's own byte order. */
export function pcapBytes(
  frames: readonly Frame[],
  { little = true, magic = 0xa1b2c3d4, link = 1 }: { little?: boolean; magic?: number; link?: number } = {},
): Uint8Array {
  const units = magic === 0xa1b23c4d ? 1e9 : 1e6
  const record = magic === 0xa1b2cd34 ? 24 : 16
  const header = magic >>> 8 === 0x1c0001 ? 28 : 24
  const size = frames.reduce((sum, frame) => sum + record + frame.bytes.length, header)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, little)
  view.setUint16(4, 2, little)
  view.setUint16(6, 4, little)
  view.setUint32(16, 65535, little)
  view.setUint32(20, link, little)
  let at = header
  for (const frame of frames) {
    view.setUint32(at, Math.floor(frame.ts), little)
    view.setUint32(at + 4, Math.round((frame.ts % 1) * units), little)
    view.setUint32(at + 8, frame.bytes.length, little)
    view.setUint32(at + 12, frame.wire ?? frame.bytes.length, little)
    bytes.set(frame.bytes, at + record)
    at += record + frame.bytes.length
  }
  return bytes
}

/** An SSH-like session in Ethernet frames: handshake, a line each way, both ends close. 9 packets in 0.8 s. */
export function session(client = '10.0.0.1', server = '10.0.0.2', port = 22, start = 1_700_000_000): Frame[] {
  const line = [...'SSH-2.0-test\r\n'].map(letter => letter.charCodeAt(0))
  const n = line.length
  const out = (flags: string, more: Parameters<typeof tcpSegment>[3]) =>
    ethernetFrame(0x800, ip4Packet(client, server, 6, tcpSegment(40000, port, flags, more)))
  const back = (flags: string, more: Parameters<typeof tcpSegment>[3]) =>
    ethernetFrame(0x800, ip4Packet(server, client, 6, tcpSegment(port, 40000, flags, more)))
  return [
    out('S', { seq: 100 }),
    back('SA', { seq: 500, ack: 101 }),
    out('A', { seq: 101, ack: 501 }),
    out('A', { seq: 101, ack: 501, payload: line }),
    back('A', { seq: 501, ack: 101 + n, payload: line }),
    out('FA', { seq: 101 + n, ack: 501 + n }),
    back('A', { seq: 501 + n, ack: 102 + n }),
    back('FA', { seq: 501 + n, ack: 102 + n }),
    out('A', { seq: 102 + n, ack: 502 + n }),
  ].map((bytes, i) => ({ ts: start + i / 8, bytes }))
}
