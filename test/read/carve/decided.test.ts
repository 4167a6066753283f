import { expect, test } from 'vitest'
import type { CarvedFrame } from '../../../src/read/carve/carved-frame.ts'
import { decided } from '../../../src/read/carve/decided.ts'

const frame = (wanted: boolean | undefined, link = 1): CarvedFrame =>
  ({ wanted, link, passed: false }) as CarvedFrame

async function links(frames: CarvedFrame[], at: (i: number) => void = () => undefined): Promise<number[]> {
  const all: number[] = []
  async function* given() {
    for (const [i, each] of frames.entries()) {
      at(i)
      yield each
    }
  }
  for await (const { link } of decided(given())) all.push(link)
  return all
}

test('Behind an undecided frame others wait until it is decided.', async () => {
  const first = frame(undefined)
  const frames = [first, frame(true, 2), frame(false, 3), frame(true, 4), frame(undefined, 5)]
  const seen = await links(frames, i => {
    if (i === 4) first.wanted = true
  })
  expect(seen).toEqual([1, 2, 4])
})

test('Of too many undecided frames the first are passed, and are known by it.', async () => {
  const frames = Array.from({ length: 65_540 }, (_, i) => frame(undefined, i))
  const seen = await links([...frames, frame(true, -1)])
  expect(seen).toEqual([-1])
  expect(frames.filter(({ passed }) => passed)).toHaveLength(5)
})
