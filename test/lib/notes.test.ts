import { expect, test } from 'vitest'
import { gathered, Notes } from '../../src/lib/notes.ts'

test('notes that say the same of three things are one to a person, which names them', () => {
  const notes = new Notes()
  notes.add('north', 'ftp.log: rows not used', 'a/ftp.log', 93)
  notes.add('north', 'ntp.log: rows not used', 'a/ntp.log', 904)
  notes.add('north', 'weird.log: rows not used', 'a/weird.log')
  notes.add('north', 'weird.log: flows with holes in what was seen')
  notes.add('north', 'sampled 1:100')
  notes.add('south', 'ftp.log: rows not used')
  notes.add('south', 'ntp.log: rows not used')
  expect(notes.rows()).toHaveLength(7)
  expect(
    gathered(notes.rows()).map(({ sensor, text, count, where }) => [sensor, text, count, where]),
  ).toEqual([
    ['north', 'rows not used: ftp.log (93), ntp.log (904), weird.log (1)', 998, 'a/ftp.log'],
    ['north', 'sampled 1:100', 1, ''],
    ['north', 'weird.log: flows with holes in what was seen', 1, ''],
    ['south', 'ftp.log: rows not used', 1, ''],
    ['south', 'ntp.log: rows not used', 1, ''],
  ])
})
