import type { FlowBatch } from './batch.ts'
import type { Way } from './join-record.ts'

/** Interfaces, VRF and autonomous systems, and room to lie evenly in memory. */
const wordsPerWay = 8

/** By which way the packets of one end of each session went, beside the rows of a table: few exports say it. */
export class JoinWays {
  readonly #rows: number
  /** Room for all rows once there is a way: memory that is never written costs nothing. */
  #words: Uint32Array | undefined

  constructor(rows: number) {
    this.#rows = rows
  }

  keep(row: number, way: Way): void {
    const words = (this.#words ??= new Uint32Array(this.#rows * wordsPerWay))
    const at = row * wordsPerWay
    words[at] = way.inInterface
    words[at + 1] = way.outInterface
    words[at + 2] = way.srcAs
    words[at + 3] = way.dstAs
    words[at + 4] = way.vrf
  }

  /** The VRF of the row's way. */
  vrf(row: number): number {
    return this.#words![row * wordsPerWay + 4]!
  }

  /** Writes the row's way to flow `i`; `back` where it is that of the responder's packets. */
  write(row: number, batch: FlowBatch, i: number, back: boolean): void {
    const words = this.#words!
    const at = row * wordsPerWay
    const swap = back ? 1 : 0
    batch.inInterface[i] = words[at + swap]!
    batch.outInterface[i] = words[at + 1 - swap]!
    batch.srcAs[i] = words[at + 2 + swap]!
    batch.dstAs[i] = words[at + 3 - swap]!
    batch.vrf[i] = words[at + 4]!
  }
}
