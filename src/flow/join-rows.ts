/**
 * Sessions as rows of numbers, 128 bytes each, in one buffer: a table of hundreds of thousands of rows is read at random,
 * and what lies together comes into the processor's cache together. Three views of the same bytes.
 */
export interface JoinRows {
  readonly words: Int32Array
  readonly doubles: Float64Array
  readonly bytes: Uint8Array
}

export const bytesPerRow = 128

/** Places in `words`, from `row * wordsPerRow`. */
export const wordsPerRow = bytesPerRow / 4
/** Host ids and ports of the two ends: the low end is the one with the smaller id, then port. */
export const low = 0
export const high = 1
export const lowPort = 2
export const highPort = 3
/** Of its ends. */
export const hash = 4
/** Its neighbours in its waiting list; of a free row `after` is the next free one. */
export const before = 5
export const after = 6
export const vlan = 7
/** Who saw the packets of the low end; the word after it is the high end's. */
export const observer = 8
/** As the column of flows has it. */
export const sampling = 13

/** Places in `bytes`, from `row * bytesPerRow`. */
export const list = 40
export const protocol = 41
/** Who opened it, where a sensor said so: 1 the low end, 2 the high end. */
export const initiator = 42
export const denied = 43
/** Whose packets' way is kept beside the row: 1 the low end's, 2 the high end's. */
export const way = 44
/** A firewall's log said all of its counts as it ended. */
export const closed = 45
/** TCP flags of all packets of the low end; the byte after it is the high end's. So of its earliest record. */
export const flags = 46
export const firstFlags = 48

/** Places in `doubles`, from `row * doublesPerRow`. */
export const doublesPerRow = bytesPerRow / 8
/** When the last record was received. */
export const received = 7
/** Where the low end's numbers begin; `doublesPerSide` later the high end's. */
export const sides = 8
export const doublesPerSide = 4
/** First and last packet that an end sent. */
export const first = 0
export const last = 1
export const packets = 2
export const octets = 3

/** Where in `doubles` the numbers of an end begin: 0 the low one, 1 the high one. */
export const sideOf = (row: number, end: number): number => row * doublesPerRow + sides + end * doublesPerSide

/** Room for so many rows, all 0. */
export function joinRows(capacity: number): JoinRows {
  const buffer = new ArrayBuffer(capacity * bytesPerRow)
  return { words: new Int32Array(buffer), doubles: new Float64Array(buffer), bytes: new Uint8Array(buffer) }
}

/** Forgets what an earlier session left in a row. (TypedArray's own fill takes ten times as long for so few.) */
export function blank({ doubles }: JoinRows, row: number): void {
  const end = (row + 1) * doublesPerRow
  for (let i = row * doublesPerRow; i < end; i++) doubles[i] = 0
}

/** The first packet of either end. */
export function firstOf({ doubles }: JoinRows, row: number): number {
  const [low, high] = [sideOf(row, 0), sideOf(row, 1)]
  if (doubles[low + packets] === 0) return doubles[high + first]!
  return doubles[high + packets] === 0
    ? doubles[low + first]!
    : Math.min(doubles[low + first]!, doubles[high + first]!)
}

/** The last packet of either end. */
export const lastOf = ({ doubles }: JoinRows, row: number): number =>
  Math.max(doubles[sideOf(row, 0) + last]!, doubles[sideOf(row, 1) + last]!)
