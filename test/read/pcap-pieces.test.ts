import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import type { Input } from '../../src/open/input.ts'
import type { Converse } from '../../src/read/dissect/conversation.ts'
import { converse } from '../../src/read/dissect/converse.ts'
import { Framing } from '../../src/read/capture/framing.ts'
import { PcapFile, pcapMagics } from '../../src/read/capture/pcap-file.ts'
import { pcap } from '../../src/read/pcap.ts'
import type { Batch } from '../../src/read/reader.ts'
import type { FrameSink } from '../../src/read/capture/container.ts'
import { shared, testShared } from '../helpers.ts'
import { captureBytes, followedBy, inputOf, newContext, readCaptures } from './pcap-helpers.ts'
import { Blocks } from './pcapng-blocks.ts'

const random = (seed: number) => () => (
  (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0),
  seed / 2 ** 32
)

const root = shared('corpora/zeek-pairs')

/** Every capture of the corpus that is no larger than 128 KiB. */
const captures = (): { name: string; bytes: Uint8Array }[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(pcap|pcapng|trace|cap)(\.gz)?$/.test(name))
    .map(name => ({ name, bytes: captureBytes(`${root}/${name}`) }))
    .filter(({ bytes }) => bytes.length <= 1 << 17 && pcap.sniff(bytes.subarray(0, 65536)))

/** Pieces of sizes as they come, all in one buffer that is written over. */
const inPieces = (path: string, bytes: Uint8Array, size: () => number): Input => ({
  path,
  head: bytes.subarray(0, 65536),
  async *chunks() {
    const buffer = new Uint8Array(1 << 20)
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + size())
      buffer.set(piece)
      yield buffer.subarray(0, piece.length)
      buffer.fill(0xa5, 0, piece.length)
      at += piece.length
    }
  },
})

/** A classic capture cut between its packets into whole files of a few packets each. */
function rotated(bytes: Uint8Array, packets: () => number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const { little, header } = pcapMagics[view.getUint32(0)]!
  const cuts = [24]
  let left = packets()
  for (let at = 24; bytes.length - at >= header; left--) {
    const next = at + header + view.getUint32(at + 8, little)
    if (left === 0) {
      left = packets()
      cuts.push(at)
    }
    at = next
  }
  return cuts.map((cut, i) => Buffer.concat([bytes.subarray(0, 24), bytes.subarray(cut, cuts[i + 1])]))
}

/** What was read, but for what names the file or a place in it. */
async function readTextOf(...inputs: Input[]): Promise<string> {
  const { flows, events, context } = await readCaptures(...inputs)
  const rejects = context.rejects.rows().map(({ reason, count }) => `${reason} ${count}`)
  return JSON.stringify({ flows, events, rejects: inputs.length > 1 ? [] : rejects })
}

testShared(
  'A capture in pieces of any size gives what it gives whole, though each piece is written over by the next.',
  async () => {
    const rnd = random(1)
    const sizes = [() => 1, () => 1 + Math.floor(rnd() * 40), () => 2 ** Math.floor(rnd() * 21)]
    for (const { name, bytes } of captures()) {
      const whole = await readTextOf(inputOf(name, bytes, 1 << 20))
      for (const size of bytes.length < 10_000 ? sizes : sizes.slice(1))
        expect(await readTextOf(inPieces(name, bytes, size)), name).toBe(whole)
    }
  },
  60_000,
)

testShared(
  'A capture that was rotated into several files gives what it gives as one, whatever the order of the files.',
  async () => {
    const rnd = random(2)
    let tried = 0
    for (const { name, bytes } of captures()) {
      if (bytes[0] === 0x0a) continue
      const files = rotated(bytes, () => 1 + Math.floor(rnd() * 20))
      const times = files.map(file => firstTime(file))
      // Files whose packets go back in time have no order of their own.
      if (times.some((time, i) => i > 0 && time <= times[i - 1]!)) continue
      const inputs = files.map((file, i) => inputOf(`${name}.${i}`, file))
      const whole = await readTextOf(inputOf(name, bytes), inputOf('empty', bytes.subarray(0, 24)))
      expect(await readTextOf(...inputs.toSorted(() => rnd() - 0.5)), name).toBe(whole)
      tried++
    }
    expect(tried).toBeGreaterThan(50)
  },
  60_000,
)

/** The same packets as a pcapng file in either byte order, in nanoseconds since a time of its own. */
function asPcapng(file: Uint8Array, little: boolean): Uint8Array {
  const blocks = new Blocks(little).section()
  const from = Math.floor(firstTime(file))
  const { units } = pcapMagics[new DataView(file.buffer, file.byteOffset).getUint32(0)]!
  const options = [...blocks.option(9, [units === 1e9 ? 9 : 6]), ...blocks.option(14, blocks.u64(from))]
  let described = false
  const frame: FrameSink['frame'] = (view, at, end, wire, ts, link) => {
    if (!described) blocks.face(link, options)
    described = true
    const bytes = [...new Uint8Array(view.buffer, view.byteOffset + at, end - at)]
    blocks.packet(0, Math.round((ts - from) * units), bytes, wire)
  }
  new Framing(new PcapFile({ frame, reject() {}, note() {} })).push(file)
  return Uint8Array.from(blocks.parts)
}

testShared(
  'Files of one capture may be classic and pcapng, in both byte orders: the flows are the same.',
  async () => {
    const rnd = random(3)
    let tried = 0
    for (const { name, bytes } of captures()) {
      if (bytes[0] === 0x0a || bytes.length > 1 << 14) continue
      const files = rotated(bytes, () => 1 + Math.floor(rnd() * 20))
      const times = files.map(file => firstTime(file))
      if (times.some((time, i) => i > 0 && time <= times[i - 1]!)) continue
      const kinds = [(file: Uint8Array) => file, asPcapng, asPcapng]
      const inputs = files.map((file, i) => inputOf(`${name}.${i}`, kinds[i % 3]!(file, i % 2 === 0)))
      const whole = await readTextOf(inputOf(name, bytes), inputOf('empty', bytes.subarray(0, 24)))
      expect(await readTextOf(...inputs.toSorted(() => rnd() - 0.5)), name).toBe(whole)
      tried++
    }
    expect(tried).toBeGreaterThan(20)
  },
)

function firstTime(file: Uint8Array): number {
  let first = 0
  const frame = (...[, , , , ts]: [DataView, number, number, number, number, number, number]) =>
    void (first ||= ts)
  new Framing(new PcapFile({ frame, reject() {}, note() {} })).push(file)
  return first
}

/** The service of each flow, and the events, without host ids, which go by first sight. */
function shown(batches: readonly Batch[]): string[] {
  const events = batches.flatMap(({ events = [] }) => events)
  return [
    ...batches.flatMap(({ flows }) => flows?.uid.map((uid, i) => `${uid} ${flows.service[i]}`) ?? []),
    ...events.map(event => JSON.stringify({ ...event, src: 0, dst: 0 })),
  ]
}

testShared('A flow that its first bytes tell to be nothing would have been nothing to the end.', () => {
  for (const { name, bytes } of captures()) {
    const read = (followed: Converse) => shown(followedBy(followed, bytes, newContext()))
    // Without `isNothing` every flow is followed.
    const all = read(flow => converse(flow))
    expect(all, name).toEqual(read(converse))
  }
})
