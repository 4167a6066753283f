import type { CarvedFrame } from './carved-frame.ts'

/** Frames that may be held back behind fragments whose datagram is not whole; past it these are left out. */
const most = 1 << 16

/** The frames that are wanted, in their order: behind a fragment they wait until it is known what it is of. */
export async function* decided(frames: AsyncIterable<CarvedFrame>): AsyncGenerator<CarvedFrame> {
  let held: CarvedFrame[] = []
  for await (const frame of frames) {
    held.push(frame)
    if (held[0]!.wanted === undefined && held.length < most) continue
    const stop = held.findIndex(({ wanted }, i) => wanted === undefined && (i > 0 || held.length < most))
    const ready = stop < 0 ? held : held.slice(0, stop)
    held = stop < 0 ? [] : held.slice(stop)
    for (const frame of ready) if (frame.wanted) yield frame
  }
  for (const frame of held) if (frame.wanted) yield frame
}
