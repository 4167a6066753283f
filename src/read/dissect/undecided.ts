import type { Dissector } from './dissector.ts'
import type { StreamSink } from './stream.ts'

/** What came while no dissector had recognised the flow. */
interface Piece {
  readonly fromSrc: boolean
  /** Undefined where bytes were lost. */
  readonly bytes: Uint8Array | undefined
  readonly length: number
  readonly ts: number
}

const maxHead = 4096
const maxPieces = 256
const none = new Uint8Array(0)

/** A flow's first bytes in both directions, until a dissector recognises them or none can. */
export class Undecided {
  #candidates: readonly Dissector[]
  readonly #pieces: Piece[] = []
  readonly #heads: [dst: Uint8Array, src: Uint8Array] = [none, none]
  /** Per direction: no more is known of how it began, since bytes were lost. */
  readonly #closed: [dst: boolean, src: boolean] = [false, false]

  constructor(candidates: readonly Dissector[]) {
    this.#candidates = candidates
  }

  /** The dissector that recognises the flow with these bytes; null where none ever will; undefined while that is open. */
  add(fromSrc: boolean, bytes: Uint8Array, ts: number): Dissector | null | undefined {
    const side = fromSrc ? 1 : 0
    const heads = this.#heads
    if (!this.#closed[side]) heads[side] = heads[side].length === 0 ? bytes : joined(heads[side], bytes)
    const found = this.#candidates.find(dissector => dissector.recognise(heads[1], heads[0]) === true)
    const piece = { fromSrc, bytes, length: bytes.length, ts }
    if (found !== undefined) {
      this.#pieces.push(piece)
      return found
    }
    this.#candidates = this.#candidates.filter(dissector => dissector.recognise(heads[1], heads[0]) !== false)
    if (this.#candidates.length === 0 || this.#full()) return null
    // The caller's buffer will be used again.
    const copy = bytes.slice()
    if (heads[side] === bytes) heads[side] = copy
    this.#pieces.push({ ...piece, bytes: copy })
    return undefined
  }

  /** False where nothing can be recognised any more. */
  lost(fromSrc: boolean, length: number, ts: number): boolean {
    this.#closed[fromSrc ? 1 : 0] = true
    this.#pieces.push({ fromSrc, bytes: undefined, length, ts })
    return !this.#full()
  }

  /** Gives all that came, in the order in which it came. */
  replay(sink: StreamSink): void {
    for (const { fromSrc, bytes, length, ts } of this.#pieces)
      if (bytes === undefined) sink.lost(fromSrc, length, ts)
      else sink.deliver(fromSrc, bytes, ts)
  }

  #full(): boolean {
    const enough = this.#heads.every((head, side) => head.length >= maxHead || this.#closed[side])
    return enough || this.#pieces.length >= maxPieces || this.#heads.some(head => head.length > 4 * maxHead)
  }
}

function joined(head: Uint8Array, bytes: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + bytes.length)
  both.set(head)
  both.set(bytes, head.length)
  return both
}
