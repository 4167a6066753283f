import type { Budget } from './budget.ts'
import { judge, none } from './candidates.ts'
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
/** What a piece costs beside its bytes, which may be there twice: in the piece and in the head. */
const perPiece = 128

/** A flow's first bytes in both directions, kept until a dissector recognises them or none can. */
export class Undecided {
  #candidates: readonly Dissector[]
  readonly #budget: Budget
  #kept = 0
  readonly #pieces: Piece[] = []
  readonly #heads: [dst: Uint8Array, src: Uint8Array] = [none, none]
  /** Per direction: no more is known of how it began, since bytes were lost. */
  readonly #closed: [dst: boolean, src: boolean] = [false, false]

  constructor(candidates: readonly Dissector[], budget: Budget) {
    this.#candidates = candidates
    this.#budget = budget
  }

  /** The dissector that recognises the flow with these bytes; null where none ever will; undefined while that is open. */
  add(fromSrc: boolean, bytes: Uint8Array, ts: number): Dissector | null | undefined {
    if (!this.keep(fromSrc, bytes, ts)) return null
    const judged = judge(this.#candidates, this.#heads[1], this.#heads[0])
    if (!Array.isArray(judged)) return judged as Dissector
    this.#candidates = judged
    return judged.length === 0 || this.#full() ? null : undefined
  }

  /** Keeps a piece without judging it. False where there is no room. */
  keep(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const cost = 2 * bytes.length + perPiece
    if (!this.#budget.take(cost)) return false
    this.#kept += cost
    const copy = bytes.slice()
    const side = fromSrc ? 1 : 0
    const head = this.#heads[side]
    if (!this.#closed[side]) this.#heads[side] = head.length === 0 ? copy : joined(head, copy)
    this.#pieces.push({ fromSrc, bytes: copy, length: bytes.length, ts })
    return true
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

  /** Lets go of what was kept. */
  drop(): void {
    this.#budget.give(this.#kept)
    this.#kept = 0
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
