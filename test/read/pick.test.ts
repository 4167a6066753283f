import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Rejects } from '../../src/lib/rejects.ts'
import { openFile } from '../../src/open/file.ts'
import { walk } from '../../src/open/walk.ts'
import { PackedError, pick, readers } from '../../src/read/pick.ts'
import { project, shared, testShared } from '../helpers.ts'

vi.setConfig({ testTimeout: 60_000 })

const head = (file: string): Uint8Array => openFile(file, file, new Rejects()).head

const everything = { follow: true, unreadable: () => {}, passedOver: () => {} }

const claims = (bytes: Uint8Array): string[] =>
  readers.filter(reader => reader.sniff(bytes)).map(({ name }) => name)

/** Files below a folder that more than one reader claims, and how many each claims. */
function survey(folder: string) {
  const counts: Record<string, number> = {}
  const several: string[] = []
  for (const { file } of walk(folder, { ...everything, seen: new Set() }).files) {
    const names = claims(head(file))
    if (names.length > 1) several.push(`${file}: ${names.join(' ')}`)
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  }
  return { several, counts }
}

test.each(['pcaps', 'sensors'])('no two readers claim the same file of %s', folder => {
  const { several, counts } = survey(project(folder))
  expect(several).toEqual([])
  expect(Object.keys(counts).length).toBeGreaterThan(0)
})

testShared('no two readers claim the same file of the corpora, and each claims some', () => {
  const { several, counts } = survey(shared('corpora'))
  expect(several).toEqual([])
  for (const { name } of readers) expect(counts[name], name).toBeGreaterThan(0)
})

testShared('what is cut short is claimed by one reader at most', () => {
  const folder = shared('corpora/netflow')
  const files = walk(folder, { ...everything, seen: new Set() }).files.slice(0, 200)
  for (const { file } of files) {
    const bytes = head(file)
    for (const length of [0, 1, 2, 3, 4, 8, 12, 16, 20, 24, 40, 100, 1000])
      expect(claims(bytes.subarray(0, length)).length, `${file} cut at ${length}`).toBeLessThan(2)
  }
})

test('no source file and no document is taken for input', () => {
  for (const folder of ['src', 'test', 'src/read/zeek'])
    for (const name of readdirSync(project(folder)).filter(name => /\.(ts|json)$/.test(name)))
      expect(claims(head(join(project(folder), name))), name).toEqual([])
})

test('rows of Zeek that are spread over lines are Zeek’s; where nothing can be made of them, how to take them out is told', () => {
  const spread = (row: object) => pick(Buffer.from(JSON.stringify(row, null, 2)), 'conn.json')
  expect(spread({ _path: 'conn', ts: 1 }).name).toBe('zeek')
  expect(spread({ ts: 1, uid: 'C1', 'id.orig_h': '10.0.0.1' }).name).toBe('zeek')
  expect(() => spread({ uid: 'C1', id_orig_h: '::1' })).toThrow(
    'conn.json: rows of Zeek somewhere inside of JSON, which is not read. Take the rows out first, or: jq -c ',
  )
  expect(() => spread({ name: '_path' })).toThrow('of no known format')
})

test('what no reader claims is an error that lists what can be read', () => {
  expect(() => pick(Buffer.from('hello'), 'note')).toThrow(
    /^note: of no known format\. What can be read: .*; captures: pcap, pcapng; /,
  )
})

test.each([
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 'xz -dc FILE | eastwest … -'],
  ['lz4', [0x04, 0x22, 0x4d, 0x18, 0x64], 'lz4 -dc'],
  ['zip', [0x50, 0x4b, 3, 4, 20], 'unzip -p'],
])('a file that %s has packed is told, and how to read it', (name, bytes, unpack) => {
  const refused = () => pick(new Uint8Array(bytes), 'a.bin')
  expect(refused).toThrow(PackedError)
  expect(refused).toThrow(`a.bin: packed with ${name}, which is not read.`)
  expect(refused).toThrow(unpack)
})
