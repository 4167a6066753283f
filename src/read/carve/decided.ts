import type { CarvedFrame } from './carved-frame.ts'

/** Frames that may be held back behind fragments whose datagram is not whole; past it the first of these is passed. */
const most = 1 << 16

/** The frames that are wanted, in their order: behind a fragment they wait until it is known what it is of. */
export async function* decided(frames: AsyncIterable<CarvedFrame>): AsyncGenerator<CarvedFrame> {
  let held: CarvedFrame[] = []
  let first = 0
  for await (const frame of frames) {
    held.push(frame)
    for (; first < held.length; first++) {
      const next = held[first]!
      if (next.wanted) yield next
      else if (next.wanted === undefined) {
        if (held.length - first <= most) break
        next.passed = true
      }
    }
    if (first < most && first < held.length) continue
    held = held.slice(first)
    first = 0
  }
  for (; first < held.length; first++) if (held[first]!.wanted) yield held[first]!
}
