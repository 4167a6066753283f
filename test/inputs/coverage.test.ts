import { expect, test } from 'vitest'
import { coverage } from '../../src/inputs/coverage.ts'

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

test('a sensor that begins later is new for three days, and that is said; the first ones never are', () => {
  const { newlySeen, statements } = coverage([
    { sensor: 'old', days: from(100, 120) },
    { sensor: 'new', days: from(110, 120).reverse() },
    { sensor: 'silent', days: [] },
  ])
  expect(from(109, 114).map(day => newlySeen('new', day))).toEqual([true, true, true, true, false, false])
  expect([newlySeen('old', 100), newlySeen('silent', 110)]).toEqual([false, false])
  expect(statements).toEqual([
    'new came into view on 1970-04-21: links that it alone shows are not told as new in its first 3 days',
  ])
})

test('days without anything between others are told as outages', () => {
  const days = [...from(100, 104), 107, ...from(109, 110)]
  expect(coverage([{ sensor: 'a', days }]).statements).toEqual([
    'a saw nothing at all on 1970-04-16 to 1970-04-17, 1970-04-19: these days teach no habits',
  ])
  const every = from(0, 9).map(i => 100 + 2 * i)
  expect(coverage([{ sensor: 'a', days: every }]).statements[0]).toMatch(/ and 6 more times: /)
  expect(coverage([]).statements).toEqual([])
})
