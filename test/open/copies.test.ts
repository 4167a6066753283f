import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Copies } from '../../src/open/copies.ts'
import { folder } from '../commands/cli.ts'

/** Bytes that differ from others of their size at one place alone. */
function bytes(size: number, at = -1): Uint8Array {
  const all = Uint8Array.from({ length: size }, (_, i) => i % 251)
  if (at >= 0) all[at] = 255
  return all
}

const sizes = [1, 4095, 4096, 4097, 8192, 8193, 300_000, 600_000]

test.each(sizes)(
  'a file of %i bytes is a copy of one with the same bytes, and of none that differs',
  size => {
    const places = [0, 1, 4095, 4096, size >> 1, size - 4097, size - 4096, size - 1]
    const differing = [...new Set(places.filter(at => at >= 0 && at < size))]
    const at = folder({ one: bytes(size), two: bytes(size) })
    const copies = new Copies()
    expect(copies.has('', join(at, 'one'), size)).toBe(false)
    for (const place of differing) {
      writeFileSync(join(at, `other${place}`), bytes(size, place))
      expect(copies.has('', join(at, `other${place}`), size), `differs at ${place}`).toBe(false)
    }
    expect(copies.has('', join(at, 'two'), size)).toBe(true)
    for (const place of differing) expect(copies.has('', join(at, `other${place}`), size)).toBe(true)
  },
)

test('copies are looked for within a group', () => {
  const at = folder({ one: 'abc', two: 'abc' })
  const copies = new Copies()
  expect(copies.has('hq', join(at, 'one'), 3)).toBe(false)
  expect(copies.has('branch', join(at, 'two'), 3)).toBe(false)
})

test('a file that is gone is the file system’s error', () => {
  expect(() => new Copies().has('', '/gone', 3)).toThrow(/ENOENT/)
})
