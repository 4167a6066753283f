type Values = Float64Array | Int32Array | Uint32Array | Uint8Array

/** A typed array that grows by doubling: numbers of many rows, without an object for each. */
export class Column<Of extends Values> {
  #values: Of
  length = 0

  constructor(kind: new (length: number) => Of) {
    this.#values = new kind(64)
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new (this.#values.constructor as new (length: number) => Of)(2 * this.length)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.length++] = value
  }

  at(row: number): number {
    return this.#values[row]!
  }

  set(row: number, value: number): void {
    this.#values[row] = value
  }

  /** A view of what is there, valid until more is pushed. */
  get values(): Of {
    return this.#values.subarray(0, this.length) as Of
  }
}

/** Row numbers in ascending order of their keys, whole numbers from 0 on; rows of one key keep the order that they are given in. */
export function orderBy(rows: Uint32Array, keys: number, keyOf: (row: number) => number): Uint32Array {
  const next = new Uint32Array(keys + 1)
  for (const row of rows) next[keyOf(row) + 1]!++
  for (let key = 1; key <= keys; key++) next[key]! += next[key - 1]!
  const ordered = new Uint32Array(rows.length)
  for (const row of rows) ordered[next[keyOf(row)]!++] = row
  return ordered
}

/** 0, 1, 2 … */
export const rowNumbers = (length: number): Uint32Array => Uint32Array.from({ length }, (_, i) => i)
