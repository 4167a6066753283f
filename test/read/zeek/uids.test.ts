import { expect, test } from 'vitest'
import { Uids } from '../../../src/read/zeek/uids.ts'

const bytes = (uid: string) => Buffer.from(`..${uid}..`)
const has = (uids: Uids, uid: string) => uids.has(bytes(uid), 2, 2 + uid.length)

test('a set of uids knows what was added, and nothing else, however large it grows', () => {
  const uids = new Uids()
  const name = (i: number) => `C${(i * 2654435761).toString(36)}`
  for (let i = 0; i < 50_000; i++) {
    uids.add(bytes(name(i)), 2, 2 + name(i).length)
    uids.add(bytes(name(i)), 2, 2 + name(i).length)
  }
  for (let i = 0; i < 50_000; i++) expect(has(uids, name(i))).toBe(true)
  for (let i = 50_000; i < 100_000; i++) expect(has(uids, name(i))).toBe(false)
  expect(has(uids, '')).toBe(false)
})
