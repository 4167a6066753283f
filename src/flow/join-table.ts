/** The columns of a table's rows; two-sided ones have the low side's value at `2 * row` and the high side's after it. */
const rowArrays = {
  /** Host ids and ports of the two ends: the low end is the one with the smaller id, then port. */
  low: Uint32Array,
  high: Uint32Array,
  lowPort: Uint16Array,
  highPort: Uint16Array,
  protocol: Uint8Array,
  vlan: Uint16Array,
  /** Who opened it, where a sensor said so: 1 the low end, 2 the high end. */
  initiator: Uint8Array,
  denied: Uint8Array,
  sampled: Uint8Array,
  /** When the last record of it was received. */
  received: Float64Array,
  /** Which waiting list it is in, and its neighbours there. */
  list: Uint8Array,
  before: Int32Array,
  after: Int32Array,
  /** The next row of its hash bucket; of a free row, the next free one. */
  next: Int32Array,
} as const
const sideArrays = {
  /** First and last packet that this end sent. */
  first: Float64Array,
  last: Float64Array,
  packets: Float64Array,
  bytes: Float64Array,
  /** TCP flags of all packets, and of the earliest record. */
  flags: Uint8Array,
  firstFlags: Uint8Array,
  /** Who saw them. */
  observer: Int32Array,
} as const

type Instances<T extends Record<string, new (length: number) => unknown>> = {
  [K in keyof T]: InstanceType<T[K]>
}
export type JoinRows = Instances<typeof rowArrays> & Instances<typeof sideArrays>

type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/** Copies of all columns with room for `capacity` rows. */
function grown(from: JoinRows | undefined, capacity: number): JoinRows {
  const rows: Record<string, Numbers> = {}
  const copy = (name: string, array: Numbers) => {
    const old = (from as Record<string, Numbers> | undefined)?.[name]
    if (old) array.set(old)
    rows[name] = array
  }
  for (const [name, array] of Object.entries(rowArrays)) copy(name, new array(capacity))
  for (const [name, array] of Object.entries(sideArrays)) copy(name, new array(capacity * 2))
  return rows as unknown as JoinRows
}

/** Forgets what an earlier session left in a row. */
function blank(rows: JoinRows, row: number): void {
  rows.vlan[row] = 0
  rows.initiator[row] = 0
  rows.denied[row] = 0
  rows.sampled[row] = 0
  for (let side = row * 2; side <= row * 2 + 1; side++) {
    rows.first[side] = 0
    rows.last[side] = 0
    rows.packets[side] = 0
    rows.bytes[side] = 0
    rows.flags[side] = 0
    rows.firstFlags[side] = 0
  }
}

const none = -1

/**
 * Open sessions as rows of typed arrays, found by their two ends, in waiting lists ordered by their last record.
 * Several rows may have the same ends. `rows` is replaced when the table grows.
 */
export class JoinTable {
  rows = grown(undefined, 1024)
  size = 0
  #capacity = 1024
  #used = 0
  #free = none
  #buckets = new Int32Array(2048).fill(none)
  readonly #heads: Int32Array
  readonly #tails: Int32Array

  constructor(lists: number) {
    this.#heads = new Int32Array(lists).fill(none)
    this.#tails = new Int32Array(lists).fill(none)
  }

  /** The first row of the bucket that rows with these ends are in; `rows.next` leads to the others; -1 ends it. */
  bucket(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
    return this.#buckets[hash(low, high, lowPort, highPort, protocol) & (this.#buckets.length - 1)]!
  }

  isOf(row: number, low: number, high: number, lowPort: number, highPort: number, protocol: number): boolean {
    const { rows } = this
    return (
      rows.low[row] === low &&
      rows.high[row] === high &&
      rows.lowPort[row] === lowPort &&
      rows.highPort[row] === highPort &&
      rows.protocol[row] === protocol
    )
  }

  /** A new row with these ends, in no list yet; all else in it is 0. */
  insert(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
    const row = this.#take()
    const { rows } = this
    rows.low[row] = low
    rows.high[row] = high
    rows.lowPort[row] = lowPort
    rows.highPort[row] = highPort
    rows.protocol[row] = protocol
    blank(rows, row)
    rows.list[row] = 255
    if (++this.size > this.#buckets.length) this.#rehash()
    else this.#chain(row)
    return row
  }

  remove(row: number): void {
    const { rows } = this
    this.#leave(row)
    const bucket = this.#bucketOf(row)
    if (this.#buckets[bucket] === row) this.#buckets[bucket] = rows.next[row]!
    else {
      let at = this.#buckets[bucket]!
      while (rows.next[at] !== row) at = rows.next[at]!
      rows.next[at] = rows.next[row]!
    }
    rows.next[row] = this.#free
    this.#free = row
    this.size--
  }

  /** Puts a row at the end of a waiting list. */
  wait(row: number, list: number): void {
    this.#leave(row)
    const { rows } = this
    const tail = this.#tails[list]!
    rows.list[row] = list
    rows.before[row] = tail
    rows.after[row] = none
    if (tail === none) this.#heads[list] = row
    else rows.after[tail] = row
    this.#tails[list] = row
  }

  /** The row of a list that waits longest; -1 where it is empty. */
  head(list: number): number {
    return this.#heads[list]!
  }

  #leave(row: number): void {
    const { rows } = this
    const list = rows.list[row]!
    if (list === 255) return
    const before = rows.before[row]!
    const after = rows.after[row]!
    if (before === none) this.#heads[list] = after
    else rows.after[before] = after
    if (after === none) this.#tails[list] = before
    else rows.before[after] = before
    rows.list[row] = 255
  }

  #take(): number {
    const row = this.#free
    if (row !== none) {
      this.#free = this.rows.next[row]!
      return row
    }
    if (this.#used === this.#capacity) this.rows = grown(this.rows, (this.#capacity *= 4))
    return this.#used++
  }

  #bucketOf(row: number): number {
    const { rows } = this
    const mask = this.#buckets.length - 1
    return (
      hash(rows.low[row]!, rows.high[row]!, rows.lowPort[row]!, rows.highPort[row]!, rows.protocol[row]!) &
      mask
    )
  }

  #chain(row: number): void {
    const bucket = this.#bucketOf(row)
    this.rows.next[row] = this.#buckets[bucket]!
    this.#buckets[bucket] = row
  }

  #rehash(): void {
    const free = new Set<number>()
    for (let row = this.#free; row !== none; row = this.rows.next[row]!) free.add(row)
    this.#buckets = new Int32Array(this.#buckets.length * 2).fill(none)
    for (let row = 0; row < this.#used; row++) if (!free.has(row)) this.#chain(row)
  }
}

function hash(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ (lowPort | (highPort << 16)), 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ protocol, 0x27d4eb2f)
  return h ^ (h >>> 16)
}
