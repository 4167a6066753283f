import { HashPairs, PairHash, type PairTable } from './hash-pairs.ts'

export type UidTable = PairTable

/** A set of uids as two 32-bit hashes each. */
export class Uids {
  readonly #pairs: HashPairs
  readonly #hash = new PairHash()

  /** With the table of another set: one that is only asked. */
  constructor(table?: UidTable) {
    this.#pairs = new HashPairs(table)
  }

  /** For other threads to ask; later additions may not show in it. */
  get table(): UidTable {
    return this.#pairs.table
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    const { a, b } = this.#hash.start().bytes(bytes, from, to).end()
    this.#pairs.add(a, b)
  }

  has(bytes: Uint8Array, from: number, to: number): boolean {
    const { a, b } = this.#hash.start().bytes(bytes, from, to).end()
    return this.#pairs.has(a, b)
  }
}
