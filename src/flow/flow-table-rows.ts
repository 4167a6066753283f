/**
 * The columns of the flow table, a row a live flow. What one packet touches lies together: 32 words and 4 doubles a row,
 * so that a packet of any flow costs three cache lines and not one a column.
 */
export const wordsPerRow = 32
export const doublesPerRow = 4
export const historyPerRow = 32

/** Words of a row: the key (addresses and ports in one fixed order), its hash, bits, which history letters were seen. */
export const lo = 0
export const hi = 1
export const ports = 2
export const kind = 3
export const plan = 4
export const hash = 5
export const bits = 6
export const seen = 7
/** Where the words of the originator and of the responder begin. */
export const originator = 8
export const responder = 20
const wordsPerSide = 12
/** Words of a side, from its beginning. */
export const status = 0
export const startSeq = 1
export const lastSeq = 2
export const ackSeq = 3
export const nextSeq = 4
export const packets = 5
export const retransmits = 6
export const zeroWindows = 7
export const gaps = 8
export const lastSyn = 9
export const lastFin = 10
export const lastRst = 11

/** Values of `bits`. */
export const live = 1
export const loIsOriginator = 2
export const synSeen = 4

/** Doubles of a row. */
export const start = 0
export const last = 1
export const originatorBytes = 2
export const responderBytes = 3

export class FlowRows {
  words: Int32Array
  doubles: Float64Array
  vlan: Uint16Array
  tunnel: string[] = []
  #history: Uint8Array
  #historyLength: Uint8Array
  capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
    this.words = new Int32Array(capacity * wordsPerRow)
    this.doubles = new Float64Array(capacity * doublesPerRow)
    this.vlan = new Uint16Array(capacity)
    this.#history = new Uint8Array(capacity * historyPerRow)
    this.#historyLength = new Uint8Array(capacity)
  }

  /** Twice the room; rows keep their numbers. */
  grow(): void {
    const bigger = new FlowRows(this.capacity * 2)
    bigger.words.set(this.words)
    bigger.doubles.set(this.doubles)
    bigger.vlan.set(this.vlan)
    bigger.#history.set(this.#history)
    bigger.#historyLength.set(this.#historyLength)
    this.words = bigger.words
    this.doubles = bigger.doubles
    this.vlan = bigger.vlan
    this.#history = bigger.#history
    this.#historyLength = bigger.#historyLength
    this.capacity = bigger.capacity
  }

  clear(row: number): void {
    this.words.fill(0, row * wordsPerRow, (row + 1) * wordsPerRow)
    this.doubles.fill(0, row * doublesPerRow, (row + 1) * doublesPerRow)
    this.vlan[row] = 0
    this.tunnel[row] = ''
    this.#historyLength[row] = 0
  }

  /** Appends a letter of Zeek's history: upper case for the originator's packets. A history keeps its first 32 letters. */
  letter(row: number, side: number, code: number): void {
    const length = this.#historyLength[row]!
    if (length === historyPerRow) return
    this.#history[row * historyPerRow + length] = side === responder ? code + 32 : code
    this.#historyLength[row] = length + 1
  }

  /** A letter that stands once a side, whatever follows. True where it stood before. */
  letterOnce(row: number, side: number, bit: number, code: number): boolean {
    const mask = side === responder ? bit << 16 : bit
    const at = row * wordsPerRow + seen
    if ((this.words[at]! & mask) !== 0) return true
    this.words[at]! |= mask
    this.letter(row, side, code)
    return false
  }

  /** A letter for the 1st, 10th, 100th … time something happens; `counter` is a side's word. */
  letterScaled(row: number, side: number, counter: number, code: number): void {
    const count = ++this.words[row * wordsPerRow + side + counter]!
    if (count === 1 || (count % 10 === 0 && /^10+$/.test(String(count)))) this.letter(row, side, code)
  }

  /** The roles were the other way round: what was counted for one side is the other's. */
  flip(row: number): void {
    const { words, doubles } = this
    const base = row * wordsPerRow
    for (let i = 0; i < wordsPerSide; i++) {
      const word = words[base + originator + i]!
      words[base + originator + i] = words[base + responder + i]!
      words[base + responder + i] = word
    }
    const at = row * doublesPerRow
    const bytes = doubles[at + originatorBytes]!
    doubles[at + originatorBytes] = doubles[at + responderBytes]!
    doubles[at + responderBytes] = bytes
    words[base + bits]! ^= loIsOriginator
    this.letter(row, originator, 94)
  }

  history(row: number): string {
    const at = row * historyPerRow
    let text = ''
    for (let i = 0; i < this.#historyLength[row]!; i++) text += String.fromCharCode(this.#history[at + i]!)
    return text
  }
}
