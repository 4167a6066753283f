import { expect, test } from 'vitest'
import type { Step } from '../../src/detect/finding.ts'
import { arrowsOf, maxArrows } from '../../src/report/html/arrows.ts'
import { columnsOf } from '../../src/report/html/columns.ts'
import { lanesOf } from '../../src/report/html/lanes.ts'
import { chain, movements } from '../../src/report/movement.ts'
import { report } from './fixture.ts'

const step = (ts: number, src: string, dst: string, more: Partial<Step> = {}): Step => ({
  ts,
  src,
  dst,
  service: 'ssh',
  port: 22,
  uid: `u${ts}`,
  state: 'established',
  sensor: 's',
  because: [],
  ...more,
})
const labels = (steps: Step[]): string[] => lanesOf(steps).lanes.map(({ label }) => label)
const fan = (n: number, more: (i: number) => Partial<Step> = () => ({})): Step[] =>
  Array.from({ length: n }, (_, i) => step(i, 'a', `t${i}`, more(i)))

test('hosts have rows in the order in which they take part', () => {
  expect(labels([step(0, 'b', 'c'), step(1, 'c', 'a'), step(2, 'b', 'a')])).toEqual(['b', 'c', 'a'])
})

test('a host that was reached and then reached others is a pivot, one that was reached afterwards is none', () => {
  const { lanes } = lanesOf([step(0, 'a', 'b'), step(1, 'b', 'c'), step(2, 'c2', 'a')])
  expect(lanes.filter(({ pivot }) => pivot).map(({ label }) => label)).toEqual(['b'])
})

test('of many hosts the sources and those who let somebody in keep a row, the rest share one', () => {
  const steps = [...fan(40, i => (i === 35 ? {} : { state: 'rejected' })), step(50, 't38', 'z')]
  expect(labels(steps)).toEqual([
    ...['a', 't0', 't1', 't2', 't3', 't4', 't5', 't6', 't35', 't38', 'z'],
    '+31 more hosts',
  ])
})

test.each([1, 32, 33, 100, 5000])('%i steps become at most 32 arrows, and none is lost', n => {
  const steps = fan(n, i => ({ service: ['ssh', 'smb'][i % 2]! }))
  const { arrows, left } = arrowsOf(steps, lanesOf(steps))
  expect(arrows.length).toBeLessThanOrEqual(maxArrows)
  expect(arrows.reduce((sum, { count }) => sum + count, left)).toBe(n)
})

test('failed and established connections never share an arrow', () => {
  const steps = Array.from({ length: 200 }, (_, i) =>
    step(i, 'a', 'b', { state: i % 50 ? 'rejected' : 'established' }),
  )
  const { arrows } = arrowsOf(steps, lanesOf(steps))
  const established = arrows.filter(arrow => arrow.established)
  expect(established.reduce((sum, { count }) => sum + count, 0)).toBe(4)
})

test('the one login that succeeded after hundreds of failures has its own arrow', () => {
  const steps = report.sites[0]!.incidents.find(({ id }) => id === 'c19e55f7')!.steps
  const { arrows } = arrowsOf(steps, lanesOf(steps))
  expect(arrows.at(-1)).toMatchObject({ count: 1, step: { because: ['login succeeded'] } })
})

test('time runs to the right, and a pause of a day is no wider than three steps', () => {
  const { places, minWidth } = columnsOf([0, 0, 1, 86_400].map(first => ({ first, count: 1 })))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places.every(place => place > 0 && place < 1)).toBe(true)
  expect(places[3]! - places[2]!).toBeLessThan(3.01 * (places[1]! - places[0]!))
  expect(minWidth).toBeLessThan(300)
})

test('a source with the same services to many targets is one movement', () => {
  const [first, ...rest] = movements(fan(40, i => (i % 10 ? { user: 'root' } : { state: 'no-answer' })))
  expect(rest).toEqual([])
  expect(first).toMatchObject({ src: 'a', services: ['ssh'], established: 36, failed: 4, first: 0, last: 39 })
  expect(first!.targets).toHaveLength(40)
})

test.each([
  ['a chain', [step(0, 'a', 'b'), step(1, 'b', 'c'), step(2, 'c', 'd')], ['a', 'b', 'c', 'd']],
  ['one hop is none', [step(0, 'a', 'b')], []],
  ['a fork is none', [step(0, 'a', 'b'), step(1, 'a', 'c'), step(2, 'b', 'd')], []],
  ['no step is none', [], []],
])('chain: %s', (_title, steps, hosts) => {
  expect(chain(movements(steps))).toEqual(hosts)
})
