/**
 * Sessions as rows of numbers. What is looked at together lies together, in one line of the processor's cache: a table of
 * hundreds of thousands of rows is read at random.
 */
export interface JoinRows {
  /** `wordsPerRow` a row, see below. */
  readonly words: Int32Array
  /** `doublesPerSide` a side: the low side of a row is `2 * row`, the high side the one after it. */
  readonly doubles: Float64Array
  /** By side: TCP flags of all packets, and of the earliest record. */
  readonly flags: Uint8Array
  readonly firstFlags: Uint8Array
  /** By side: who saw its packets. */
  readonly observer: Int32Array
  /** When the last record of a row was received. */
  readonly received: Float64Array
}

export const wordsPerRow = 16
/** Host ids and ports of the two ends: the low end is the one with the smaller id, then port. */
export const low = 0
export const high = 1
export const lowPort = 2
export const highPort = 3
export const protocol = 4
/** The next row of its hash bucket; of a free row, the next free one. */
export const next = 5
/** Which waiting list it is in, and its neighbours there. */
export const list = 6
export const before = 7
export const after = 8
export const vlan = 9
/** Who opened it, where a sensor said so: 1 the low end, 2 the high end. */
export const initiator = 10
export const denied = 11
export const sampled = 12

export const doublesPerSide = 4
/** First and last packet that this end sent. */
export const first = 0
export const last = 1
export const packets = 2
export const bytes = 3

/** A copy with room for `capacity` rows. */
export function grown(from: JoinRows | undefined, capacity: number): JoinRows {
  const rows: JoinRows = {
    words: new Int32Array(capacity * wordsPerRow),
    doubles: new Float64Array(capacity * 2 * doublesPerSide),
    flags: new Uint8Array(capacity * 2),
    firstFlags: new Uint8Array(capacity * 2),
    observer: new Int32Array(capacity * 2),
    received: new Float64Array(capacity),
  }
  if (from === undefined) return rows
  rows.words.set(from.words)
  rows.doubles.set(from.doubles)
  rows.flags.set(from.flags)
  rows.firstFlags.set(from.firstFlags)
  rows.observer.set(from.observer)
  rows.received.set(from.received)
  return rows
}

/** Forgets what an earlier session left in a row. */
export function blank(rows: JoinRows, row: number): void {
  const { words, doubles } = rows
  for (let i = row * wordsPerRow + vlan; i <= row * wordsPerRow + sampled; i++) words[i] = 0
  for (let i = row * 2 * doublesPerSide; i < (row + 1) * 2 * doublesPerSide; i++) doubles[i] = 0
  for (let side = row * 2; side <= row * 2 + 1; side++) rows.flags[side] = rows.firstFlags[side] = 0
}
