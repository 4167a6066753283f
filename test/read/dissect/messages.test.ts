import { expect, test } from 'vitest'
import { Messages, type Framing } from '../../../src/read/dissect/messages.ts'

/** A length byte, then that many; of messages longer than 8 only the first 4 are wanted. 0 ends it all, 255 is none. */
function recording(): { framing: Framing; seen: string[] } {
  const seen: string[] = []
  const framing: Framing = {
    want: (bytes, at, have) =>
      have < 1 ? 1 : bytes[at] === 255 ? -1 : 1 + (bytes[at]! > 8 ? 4 : bytes[at]!),
    take(bytes, at, have) {
      seen.push(Buffer.from(bytes.subarray(at + 1, at + have)).toString())
      return bytes[at] === 0 ? -1 : 1 + bytes[at]!
    },
    starts: bytes => bytes[0]! > 0 && bytes[0]! < 9,
  }
  return { framing, seen }
}

const stream = Buffer.from('\x03abc\x0aABCDEFGHIJ\x01z\x05hello')

test('messages come out whole however the stream is cut, and the rest of long ones is passed over', () => {
  for (let cut = 1; cut <= stream.length; cut++) {
    const { framing, seen } = recording()
    const messages = new Messages(framing)
    for (let at = 0; at < stream.length; at += cut)
      expect(messages.push(stream.subarray(at, at + cut), 0)).toBe(true)
    expect(seen).toEqual(['abc', 'ABCD', 'z', 'hello'])
  }
})

test.each([
  ['no message', '\x02ab\xff'],
  ['enough', '\x02ab\x00'],
])('%s ends it', (_, words) => {
  const { framing, seen } = recording()
  expect(new Messages(framing).push(Buffer.from(words, 'latin1'), 0)).toBe(false)
  expect(seen[0]).toBe('ab')
})

test('a loss within what is passed over costs nothing', () => {
  const { framing, seen } = recording()
  const messages = new Messages(framing)
  messages.push(stream.subarray(0, 10), 0)
  messages.gap(3)
  messages.push(stream.subarray(13), 0)
  expect(seen).toEqual(['abc', 'ABCD', 'z', 'hello'])
})

test('after another loss the next piece that begins with a message goes on', () => {
  const { framing, seen } = recording()
  const messages = new Messages(framing)
  messages.push(stream.subarray(0, 2), 0)
  messages.gap(9)
  messages.push(Buffer.from('XY'), 0)
  messages.push(stream.subarray(15), 0)
  expect(seen).toEqual(['z', 'hello'])
})
