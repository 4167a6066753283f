import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginsMessage, ExportSegments, type ExportSegment } from '../../src/read/capture/export-segments.ts'

const ts = 1_767_600_000
const first = 0xffffff00

/** An IPFIX message of that many bytes, exported at the time of the capture (RFC 7011, 3.1). */
function message(length: number, fill: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(fill)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 10)
  view.setUint16(2, length)
  view.setUint32(4, ts)
  return bytes
}

const messages = [message(16, 1), message(300, 2), message(1000, 3), message(17, 4)]
const stream = Buffer.concat(messages)

const segment = (from: number, until: number, missing = 0): ExportSegment => {
  const bytes = Uint8Array.from(stream.subarray(from, until))
  const view = new DataView(bytes.buffer)
  const place = { ts, file: 'a.pcap', offset: 0, cut: missing > 0 }
  // The stream's numbers go past 2^32.
  return { view, from: 0, until: bytes.length, seq: (first + from) | 0, missing, ...place }
}

/** What the segments give: the messages, by their fill, and how often bytes were lost. */
function read(segments: readonly ExportSegment[]) {
  const exports = new ExportSegments()
  const found: number[] = []
  let lost = 0
  for (const one of segments)
    exports.add(one, {
      message: (view, from, until) => {
        expect(until - from).toBe(view.getUint16(from + 2))
        found.push(until - from > 16 ? view.getUint8(from + 16) : 1)
      },
      lost: () => lost++,
    })
  return { found, lost }
}

test('however a stream is cut into segments, and whatever is sent again, its messages are read once', () =>
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 16, max: stream.length - 1 }), { maxLength: 30 }),
      fc.nat(40),
      (cuts, again) => {
        const ends = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const segments = ends.slice(1).flatMap((end, i) => [
          segment(Math.max(0, ends[i]! - again), end),
          ...(again % 3 ? [] : [segment(ends[i]!, end)]),
        ]) // prettier-ignore
        expect(read(segments)).toEqual({ found: [1, 2, 3, 4], lost: 0 })
      },
    ),
  ))

test.each([
  ['a segment is not in the capture', [segment(0, 100), segment(200, 316), segment(316, 1333)], { found: [1, 3, 4], lost: 1 }],
  ['the capture begins in the middle', [segment(100, 316), segment(316, 1333)], { found: [3, 4], lost: 0 }],
  ['a segment is cut by the capture', [segment(0, 200, 116), segment(316, 1333)], { found: [1, 3, 4], lost: 1 }],
])('where %s, reading goes on with the next segment that begins a message', (_, segments, expected) => {
  expect(read(segments)).toEqual(expected)
}) // prettier-ignore

test('a message begins with its version, a length and the time of the capture', () => {
  const whole = message(40, 0)
  const begins = (bytes: Uint8Array, at = ts) =>
    beginsMessage(new DataView(bytes.buffer), 0, bytes.length, at)
  expect(begins(whole)).toBe(true)
  for (let length = 0; length < 16; length++) expect(begins(whole.slice(0, length))).toBe(false)
  expect(begins(whole, ts + 90_000)).toBe(false)
  expect(begins(Uint8Array.from(whole, (byte, i) => (i === 1 ? 9 : byte)))).toBe(false)
  expect(begins(Uint8Array.from(whole, (byte, i) => (i === 3 ? 15 : byte)))).toBe(false)
})
