/**
 * The columns of the flow table, a row a live flow, words and doubles over the same bytes: what one packet touches lies
 * together, the key and times in one cache line, each side in another, so that a packet of any flow waits for few.
 */
export const wordsPerRow = 48
export const doublesPerRow = wordsPerRow / 2
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
/** Where the words of the originator and of the responder begin. Buffers begin 16 bytes behind a cache line. */
export const originator = 12
export const responder = 28
const wordsPerSide = responder - originator
export const otherSide = (side: number): number => originator + responder - side
export const vlan = 44

/** Words of a side, from its beginning. */
export const status = 0
export const packets = 1
export const startSeq = 2
/** The highest number sent, the highest that the peer has acknowledged, the next that is expected, and a range beyond it. */
export const lastSeq = 3
export const ackSeq = 4
export const nextSeq = 5
export const heldFrom = 6
export const heldTo = 7
export const lastFin = 8
export const lastRst = 9
export const retransmits = 10
/** Two counters of 16 bits in one word; see `letterScaled`. */
export const zeroWindows = 11
export const gaps = 11 + 32

/** Doubles of a row: times in seconds, and IP bytes, which lie behind the words of their side. */
export const start = 4
export const last = 5
export const originatorBytes = (originator + 12) / 2
export const responderBytes = (responder + 12) / 2

/** Bits of a key's `kind` above the protocol. */
export const v6 = 0x100
export const oneWay = 0x200

/** Values of `bits`. */
export const live = 1
export const loIsOriginator = 2
/** A SYN, or what followed a SYN-ACK, says who opened the connection. */
export const rolesKnown = 4
/** The connection was first seen by a SYN-ACK, and nothing has followed that says whether it answers or scans. */
export const answerFirst = 8

/** Bits of `seen`: the originator's here, the responder's 16 higher. */
export const synLetter = 1
export const finLetter = 2
export const rstLetter = 4
export const dataLetter = 8
export const ackLetter = 16
export const finRstLetter = 32
export const multiLetter = 64

/** Character codes of Zeek's history letters. */
export const letters = {
  S: 83,
  H: 72,
  F: 70,
  R: 82,
  D: 68,
  A: 65,
  I: 73,
  Q: 81,
  T: 84,
  W: 87,
  G: 71,
  flip: 94,
} as const

export class FlowRows {
  words: Int32Array
  doubles: Float64Array
  readonly #tunnel: string[] = []
  #history: Uint8Array
  #historyLength: Uint8Array

  constructor(capacity: number) {
    this.words = new Int32Array(capacity * wordsPerRow)
    this.doubles = new Float64Array(this.words.buffer)
    this.#history = new Uint8Array(capacity * historyPerRow)
    this.#historyLength = new Uint8Array(capacity)
  }

  get capacity(): number {
    return this.#historyLength.length
  }

  /** Twice the room; rows keep their numbers. */
  grow(): void {
    const bigger = new FlowRows(this.capacity * 2)
    bigger.words.set(this.words)
    bigger.#history.set(this.#history)
    bigger.#historyLength.set(this.#historyLength)
    this.words = bigger.words
    this.doubles = bigger.doubles
    this.#history = bigger.#history
    this.#historyLength = bigger.#historyLength
  }

  /** Copies a row of others over the one with this number. */
  copy(row: number, others: FlowRows, other: number): void {
    if (row >= this.capacity) this.grow()
    const { words } = this
    const from = others.words
    const to = row * wordsPerRow
    const at = other * wordsPerRow
    for (let i = 0; i < wordsPerRow; i++) words[to + i] = from[at + i]!
    const length = (this.#historyLength[row] = others.#historyLength[other]!)
    for (let i = 0; i < length; i++)
      this.#history[row * historyPerRow + i] = others.#history[other * historyPerRow + i]!
    this.setTunnel(row, others.tunnel(other))
  }

  tunnel(row: number): string {
    return this.#tunnel[row] ?? ''
  }

  /** Most rows have no tunnel: then nothing is kept. */
  setTunnel(row: number, tunnel: string): void {
    if (tunnel === '' && row >= this.#tunnel.length) return
    while (this.#tunnel.length < row) this.#tunnel.push('')
    this.#tunnel[row] = tunnel
  }

  clear(row: number): void {
    this.words.fill(0, row * wordsPerRow, (row + 1) * wordsPerRow)
    this.#historyLength[row] = 0
  }

  /** A packet that belongs to the flow's duration. Times that go back leave it as it is. */
  touch(row: number, ts: number): void {
    const i = row * doublesPerRow + last
    if (ts > this.doubles[i]!) this.doubles[i] = ts
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

  /**
   * A letter for the 1st, 10th, 100th … time something happens. `counter` is a side's word; `zeroWindows` and `gaps` share
   * one, a half each that stops at 65,535 (no letter is due between 10,000 and 100,000).
   */
  letterScaled(row: number, side: number, counter: number, code: number): void {
    const upper = counter === gaps
    const i = row * wordsPerRow + side + (upper ? zeroWindows : counter)
    const word = this.words[i]!
    let count = upper ? word >>> 16 : counter === zeroWindows ? word & 0xffff : word
    if (counter !== retransmits && count === 0xffff) return
    count++
    this.words[i] = word + (upper ? 0x10000 : 1)
    while (count % 10 === 0) count /= 10
    if (count === 1) this.letter(row, side, code)
  }

  /** The roles were the other way round: what was counted and told of one side is the other's. */
  flip(row: number): void {
    const { words } = this
    const base = row * wordsPerRow
    words[base + seen] = (words[base + seen]! >>> 16) | (words[base + seen]! << 16)
    for (let i = base + originator; i < base + originator + wordsPerSide; i++) {
      const word = words[i]!
      words[i] = words[i + wordsPerSide]!
      words[i + wordsPerSide] = word
    }
    words[base + bits]! ^= loIsOriginator
    this.#flipHistory(row)
  }

  /** Upper case becomes lower, and the mark of a flip goes before the letters, or goes away: flipped twice is not flipped. */
  #flipHistory(row: number): void {
    const history = this.#history
    const at = row * historyPerRow
    const length = this.#historyLength[row]!
    const marked = history[at] === letters.flip
    const kept = Math.min(marked ? length - 1 : length, historyPerRow - 1)
    history.copyWithin(at + (marked ? 0 : 1), at + (marked ? 1 : 0), at + (marked ? 1 : 0) + kept)
    for (let i = 0; i < kept; i++) history[at + (marked ? 0 : 1) + i]! ^= 32
    if (!marked) history[at] = letters.flip
    this.#historyLength[row] = marked ? kept : kept + 1
  }

  history(row: number): string {
    const at = row * historyPerRow
    let text = ''
    for (let i = 0; i < this.#historyLength[row]!; i++) text += String.fromCharCode(this.#history[at + i]!)
    return text
  }
}
