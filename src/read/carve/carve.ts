import type { Input } from '../../open/input.ts'
import type { Container, FrameSink } from '../capture/container.ts'
import { Framing } from '../capture/framing.ts'
import { containerOf } from '../pcap.ts'
import type { CarvedFrame } from './carved-frame.ts'
import type { FramePicker } from './frame-picker.ts'
import { firstFrame } from './first-frame.ts'

/** One sensor's captures, and what says which of their frames are wanted. */
export interface Carving {
  readonly inputs: readonly Input[]
  readonly picker: FramePicker
}

/** A capture that is being read: its frames so far that were kept, and the next of them. */
interface Stream {
  readonly pages: AsyncGenerator<CarvedFrame[]>
  page: CarvedFrame[]
  at: number
}

/**
 * The wanted frames of any number of captures in the order of their times; those of one capture keep their own order.
 * A capture is opened when its first packet's turn has come, so that of rotated files one is open at a time.
 */
export async function* carve(carvings: readonly Carving[]): AsyncGenerator<CarvedFrame> {
  const queue = carvings
    .flatMap(({ inputs, picker }) => inputs.map(input => ({ input, picker, first: firstTime(input) })))
    .sort((a, b) => compare(a.first, b.first) || compare(a.input.path, b.input.path))
  const open: Stream[] = []
  for (;;) {
    let next = earliest(open)
    for (; queue.length > 0 && (next === undefined || queue[0]!.first <= head(next)); next = earliest(open)) {
      const { input, picker } = queue.shift()!
      const stream = { pages: pages(input, picker), page: [], at: 0 }
      if (await fill(stream)) open.push(stream)
    }
    if (next === undefined) break
    yield next.page[next.at++]!
    if (!(await fill(next))) open.splice(open.indexOf(next), 1)
  }
  for (const { picker } of carvings) picker.finish()
}

const compare = <Value extends bigint | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0)
const head = ({ page, at }: Stream): bigint => page[at]!.nanoseconds

const earliest = (streams: readonly Stream[]): Stream | undefined =>
  streams.reduce<Stream | undefined>(
    (first, stream) => (first === undefined || head(stream) < head(first) ? stream : first),
    undefined,
  )

/** A capture without a whole packet in its head is opened first: it is short, or its first packet is long. */
const firstTime = ({ head }: Input): bigint => firstFrame(head)?.nanoseconds ?? 0n

/** Reads on where the page is used up. False where nothing more comes. */
async function fill(stream: Stream): Promise<boolean> {
  while (stream.at === stream.page.length) {
    const next = await stream.pages.next()
    if (next.done) return false
    stream.page = next.value
    stream.at = 0
  }
  return true
}

/** The frames of one capture that are wanted or may be, as they are read. What cannot be read was said by who read it before. */
async function* pages(input: Input, picker: FramePicker): AsyncGenerator<CarvedFrame[]> {
  let page: CarvedFrame[] = []
  const sink: FrameSink = {
    frame(view, at, end, wire, ts, link) {
      picker.frame(view, at, end, wire, ts, link, wanted => {
        const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end - at).slice()
        const frame = { ...container.facts(view, at), link, wire, bytes, wanted, passed: false }
        page.push(frame)
        return frame
      })
    },
    reject() {},
    note() {},
  }
  const container: Container = new (containerOf(input.head)!)(sink)
  const framing = new Framing(container)
  for await (const chunk of input.chunks()) {
    framing.push(chunk)
    if (page.length > 0) yield page
    page = []
    if (container.stopped) return
  }
}
