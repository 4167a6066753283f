import type { ReadContext } from '../reader.ts'
import type { Orphans } from './orphans.ts'
import { sieveSize, type RowStyle, type Sieved, type SieveTask } from './sieve.ts'

/** Threads that sieve. */
export interface Sieves {
  readonly count: number
  /** Throws EngineError where the thread ended. */
  sieve(task: SieveTask): Promise<Sieved>
  end(): void
}

/** One log that is read. */
export interface LogFile {
  /** How the rows that come next are written; undefined where they are not of conn.log, or of a header not yet settled. */
  readonly style: RowStyle | undefined
  /** Reads whole lines. */
  lines(bytes: Buffer, from: number, to: number): void
  /** Passes over lines that were read elsewhere. */
  skip(lines: number): void
}

/** Lines on their way. Without `style` they are only waiting for their turn. */
interface Block {
  readonly bytes: Buffer
  length: number
  readonly style: RowStyle | undefined
  /** What `Orphans` had when it was sieved. */
  readonly version: number
  sieved: Promise<Sieved> | undefined
}

/** Logs that are shorter are read before threads have begun. */
const worthwhile = 16 << 20
const newline = 10

/**
 * Where flows of services that are not remote only count, lets other threads look for them in conn.log, block by block, and reads
 * the lines that are left as if it had read all. What a block was sieved by may have changed by its turn (a header in a
 * line, an event that tells of a flow): then all its lines are read here.
 */
export class Sieving {
  readonly #context: ReadContext
  readonly #orphans: Orphans
  #sieves: Sieves | undefined
  readonly #queue: Block[] = []
  readonly #free: Buffer[] = []
  /** Bytes that could have been sieved, since the last time that there was an event among them. */
  #passed = 0

  constructor(context: ReadContext, orphans: Orphans) {
    this.#context = context
    this.#orphans = orphans
  }

  /** Takes whole lines of a file: reads them at once, or lets them go their way. */
  take(file: LogFile, bytes: Buffer, from: number, to: number): void {
    const style = this.#context.others && file.style
    if (style) this.#passed += to - from
    if (!this.#queue.length && !(style && this.#passed >= worthwhile && this.#threads()))
      return file.lines(bytes, from, to)
    for (let at = from; at < to;) {
      const longest = Math.min(to, at + sieveSize)
      const end = longest === to ? to : bytes.lastIndexOf(newline, longest - 1) + 1
      if (end > at) this.#add(bytes, at, (at = end), style)
      else this.#add(bytes, at, (at = bytes.indexOf(newline, at) + 1), undefined)
    }
  }

  /** Reads the block whose turn it is. False where there is none, or where it may wait: unless `all` are wanted. */
  async next(file: LogFile, all: boolean): Promise<boolean> {
    const block = this.#queue[0]
    const room = 2 * ((this.#sieves?.count ?? 0) + 1)
    if (!block || (!all && block.style && this.#queue.length <= room)) return false
    this.#send(block)
    this.#read(file, block, await block.sieved)
    this.#queue.shift()
    if (block.bytes.length === sieveSize) this.#free.push(block.bytes)
    return true
  }

  end(): void {
    this.#sieves?.end()
  }

  #threads(): Sieves | undefined {
    return (this.#sieves ??= this.#context.sieves?.())
  }

  #add(bytes: Buffer, from: number, to: number, style: RowStyle | undefined): void {
    const last = this.#queue.at(-1)
    const { version } = this.#orphans
    const fits = last && !last.sieved && last.style === style && last.length + to - from <= last.bytes.length
    if (fits) {
      bytes.copy(last.bytes, last.length, from, to)
      last.length += to - from
      return
    }
    if (last) this.#send(last)
    const room = (to - from <= sieveSize && this.#free.pop()) || shared(Math.max(sieveSize, to - from))
    bytes.copy(room, 0, from, to)
    this.#queue.push({ bytes: room, length: to - from, style, version, sieved: undefined })
  }

  /** Gives a block that is full to a thread. */
  #send(block: Block): void {
    const { bytes, length, style } = block
    if (!style || block.sieved) return
    block.sieved = this.#threads()!.sieve({ bytes, length, style, waiting: this.#orphans.waiting?.table })
    // It is looked at in its turn.
    block.sieved.catch(() => {})
  }

  #read(file: LogFile, block: Block, sieved: Sieved | undefined): void {
    const { bytes, length } = block
    if (!sieved || !this.#holds(file, block)) return file.lines(bytes, 0, length)
    const { kept, starts, lines } = sieved
    let counted = 0
    let line = 0
    for (let i = 0; i < kept.length; i += 3) {
      const [at, before, others] = [kept[i]!, kept[i + 1]!, kept[i + 2]!]
      this.#count(starts, counted, (counted = others))
      file.skip(before - line)
      const end = bytes.indexOf(newline, at) + 1
      file.lines(bytes, at, end)
      line = before + 1
      if (!this.#holds(file, block)) return file.lines(bytes, end, length)
    }
    this.#count(starts, counted, starts.length)
    file.skip(lines - line)
  }

  /** Whether a block would be sieved now as it was. */
  #holds(file: LogFile, { style, version }: Block): boolean {
    if (this.#orphans.version !== version) this.#passed = 0
    else if (file.style === style && this.#context.others) return true
    return false
  }

  #count(starts: Float64Array, from: number, to: number): void {
    const others = this.#context.others!
    for (let i = from; i < to; i++) others.add(starts[i]!)
  }
}

const shared = (size: number): Buffer => Buffer.from(new SharedArrayBuffer(size))
