import { expect, test } from 'vitest'
import { Notes } from '../../src/lib/notes.ts'
import { Rejects } from '../../src/lib/rejects.ts'

test('rejects are counted by file and reason, with the first and last place and the first example', () => {
  const rejects = new Rejects()
  rejects.add('b', 'too short', 'line', 3, () => 'x'.repeat(500))
  rejects.add('b', 'too short', 'line', 9, () => expect.fail('no second example is made'))
  rejects.add('a', 'no number', 'offset', 0, undefined, 5)
  expect(rejects.total).toBe(7)
  expect(rejects.rows()).toEqual([
    { file: 'a', reason: 'no number', count: 5, unit: 'offset', first: 0, last: 0, example: '' },
    { file: 'b', reason: 'too short', count: 2, unit: 'line', first: 3, last: 9, example: 'x'.repeat(200) },
  ])
})

test('a million kinds of rejects take bounded memory, and none is uncounted', () => {
  const rejects = new Rejects()
  for (let i = 0; i < 100_000; i++) rejects.add(`file ${i}`, 'bad', 'offset', i)
  expect(rejects.total).toBe(100_000)
  expect(rejects.rows().length).toBe(10_001)
})

test('notes are counted by sensor and text, in an order that does not depend on reading', () => {
  const notes = new Notes()
  notes.add('west', 'sampled 1:100', 'a.pcap', 2)
  notes.add('east', 'cut')
  notes.add('west', 'sampled 1:100', 'b.pcap')
  expect(notes.rows()).toEqual([
    { sensor: 'east', text: 'cut', count: 1, where: '' },
    { sensor: 'west', text: 'sampled 1:100', count: 3, where: 'a.pcap' },
  ])
})
