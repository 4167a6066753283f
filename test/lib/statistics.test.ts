import { expect, test } from 'vitest'
import { shortHash } from '../../src/lib/hash.ts'
import { bits, countAtLeast, gammaExponentialTailBits } from '../../src/lib/stats.ts'
import { Tail } from '../../src/lib/tail.ts'

test.each([
  [1, 0],
  [2, 0],
  [0.5, 1],
  [1 / 1024, 10],
  [0, 1000],
])('a probability of %d is worth %d bits', (p, expected) => expect(bits(p)).toBeCloseTo(expected, 9))

test('the Gamma-exponential tail is what integrating the exponential over the Gamma gives', () => {
  const [shape, scale, x] = [3, 2, 5]
  let tail = 0
  const step = 0.0005
  for (let rate = step / 2; rate < 40; rate += step) {
    const density = (scale ** shape * rate ** (shape - 1) * Math.exp(-scale * rate)) / 2 // Γ(3) = 2
    tail += density * Math.exp(-rate * x) * step
  }
  expect(gammaExponentialTailBits(x, shape, scale)).toBeCloseTo(-Math.log2(tail), 4)
  expect(gammaExponentialTailBits(0, shape, scale)).toBe(0)
})

test('a tail is empirical inside its values, and exponential beyond them', () => {
  const tail = new Tail()
  for (let i = 1; i <= 1000; i++) tail.add(-Math.log((i - 0.5) / 1000))
  expect(tail.bits(-Math.log(0.5))).toBeCloseTo(1, 1)
  expect(tail.bits(-Math.log(0.001))).toBeCloseTo(Math.log2(1000), 0)
  // Exponential values with mean 1: every unit beyond is worth 1/ln 2 bits.
  expect(tail.bits(20) - tail.bits(10)).toBeCloseTo(10 / Math.LN2, -0.5)
})

test('a tail never falls as its value grows', () => {
  const tail = new Tail()
  for (let i = 0; i < 300; i++) tail.add((i * 7919) % 101)
  let last = -1
  for (let value = 0; value < 200; value++) {
    expect(tail.bits(value)).toBeGreaterThanOrEqual(last)
    last = tail.bits(value)
  }
})

test('countAtLeast counts by bisection', () => {
  expect([0, 2, 2.5, 9].map(value => countAtLeast([1, 2, 2, 3], value))).toEqual([4, 3, 1, 0])
})

test('short hashes are stable and differ for near texts', () => {
  expect(shortHash('incident 10.0.0.1 20731 C1')).toBe(shortHash('incident 10.0.0.1 20731 C1'))
  expect(new Set(Array.from({ length: 10_000 }, (_, i) => shortHash(`incident ${i}`))).size).toBe(10_000)
})
