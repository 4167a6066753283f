import { expect, test } from 'vitest'
import { judgedDays } from '../src/judged-days.ts'
import { dayNumber } from '../src/lib/time.ts'

const first = dayNumber('2026-03-01')!
/** Days of March 2026. */
const march = (...days: number[]): number[] => days.map(day => first + day - 1)

function judged(covered: number[][], range?: [number, number]) {
  const asked = range && { from: first + range[0] - 1, to: first + range[1] - 1 }
  const { days, ...more } = judgedDays(
    covered.map(days => ({ days, excerpt: false, last: days.length ? [Math.max(...days)] : [] })),
    asked,
  )
  return { ...more, days: [...days].map(day => day - first + 1) }
}

test('the last day is judged on its days before', () => {
  expect(judged([march(1, 2, 3, 4)])).toEqual({ days: [4], history: true, historyDays: 3, statements: [] })
  expect(judged([march(4, 1, 3, 2)])).toMatchObject({ days: [4], historyDays: 3 })
})

test('every sensor’s last day is judged, and said where it has too few days before', () => {
  expect(judged([march(1, 2, 3, 4, 5, 6), march(2, 3, 4, 5)])).toMatchObject({ days: [5, 6], historyDays: 4 })
  expect(judged([march(1, 2, 3, 4, 5, 6), march(2)])).toEqual({
    days: [6],
    history: true,
    historyDays: 5,
    statements: [
      'not judged: 2026-03-02: fewer than 3 days of history lie before',
      expect.stringMatching(/--evaluate 2026-03-04..2026-03-05 judges the earlier ones/),
    ],
  })
})

test('days after a long silence have no history from before it', () => {
  const years = march(1, 2, 3, 400, 800, 801)
  expect(judged([years])).toMatchObject({ days: [1, 2, 3, 400, 800, 801], history: false, historyDays: 0 })
  expect(judged([years]).statements).toEqual([
    expect.stringMatching(/^no history: of the network's days 1 lie before the judged ones/),
  ])
  expect(judged([march(1, 2, 3, 33, 34)])).toMatchObject({ days: [34], historyDays: 4 })
  expect(judged([march(1, 2, 100, 101, 102, 103)])).toMatchObject({ days: [103], historyDays: 3 })
})

test('short captures are no history, and each of their days is judged', () => {
  const cases = { days: march(1, 2, 3, 4, 9), excerpt: true, last: march(1, 2, 3, 4, 9) }
  expect(judgedDays([cases], undefined)).toMatchObject({ history: false, days: new Set(cases.days) })
  const network = { days: march(1, 2, 3, 4, 5, 6), excerpt: false, last: march(6) }
  const both = judgedDays([cases, network], undefined)
  expect([...both.days]).toEqual(march(4, 6, 9))
  expect(both.historyDays).toBe(3)
  expect(both.statements[0]).toMatch(/^not judged: 2026-03-01, 2026-03-02, 2026-03-03/)
})

test('of a range, the days that have a history are judged', () => {
  const all = [march(1, 2, 3, 4, 5, 6, 8)]
  expect(judged(all, [4, 6])).toMatchObject({ days: [4, 5, 6], historyDays: 3, statements: [] })
  expect(judged(all, [6, 9])).toMatchObject({ days: [6, 8], historyDays: 5 })
  expect(judged(all, [2, 4])).toMatchObject({
    days: [4],
    statements: ['not judged: 2026-03-02, 2026-03-03: fewer than 3 days of history lie before'],
  })
})

test('without a history all is judged, and said', () => {
  const { statements, ...rest } = judged([march(1, 2, 3)])
  expect(rest).toEqual({ days: [1, 2, 3], history: false, historyDays: 0 })
  expect(statements).toEqual([
    expect.stringMatching(/^no history: of the network's days 2 lie before the judged ones, 3 are needed/),
  ])
})

test('where there is nothing to judge, it is said what there is', () => {
  expect(judged([march(1, 2, 3, 4)], [9, 10])).toEqual({
    days: [],
    history: false,
    historyDays: 0,
    statements: ['nothing to judge: the flows span 2026-03-01 to 2026-03-04'],
  })
  expect(judged([[]]).statements).toEqual(['nothing to judge: there are no flows'])
})
