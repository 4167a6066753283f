import { logRecord } from './record.ts'
import { maxLine } from './lines.ts'
import { latin1 } from './slices.ts'
import { columnSlots, type TsvHeader } from './tsv-header.ts'

const newline = 10
const carriageReturn = 13

/** Cuts the rows after a header into columns: of all fields, or of those alone whose slots are wanted. */
export class TsvRows {
  /** The row that was split last. */
  readonly record = logRecord(true)
  /** How many columns a row has, and the slots of those up to the last that is wanted. */
  readonly #names: number
  readonly #slots: Int16Array
  readonly #separator: Buffer
  readonly #unset: Buffer
  readonly #empty: Buffer
  #columns = 0

  constructor(header: TsvHeader, wanted?: readonly number[]) {
    const slots = columnSlots(header).map(slot => (!wanted || wanted.includes(slot) ? slot : -1))
    this.#names = slots.length
    this.#slots = slots.subarray(0, slots.findLastIndex(slot => slot >= 0) + 1)
    this.#separator = Buffer.from(header.separator || '\t', 'latin1')
    this.#unset = Buffer.from(header.unset, 'latin1')
    this.#empty = Buffer.from(header.empty, 'latin1')
  }

  /** Whether a last line without its newline has all that is read: it may be cut inside its last column too. */
  isWhole(line: Buffer): boolean {
    const columns = latin1(line, 0, line.length).split(this.#separator.toString('latin1')).length
    return columns === this.#names && this.#slots.length < this.#names
  }

  /** What is wrong with the columns of the row that was split last, from `at` to its newline at `end`; '' where nothing is. */
  fault(at: number, end: number): string {
    const wanted = this.#names
    if (wanted > 0 && this.#columns !== wanted && !this.#isEmptyBehind(end))
      return `${this.#columns < wanted ? 'fewer' : 'more'} columns than #fields`
    return end - at > maxLine ? 'the line is too long' : ''
  }

  /** Whether what is too many are empty columns behind the last. */
  #isEmptyBehind(end: number): boolean {
    const { bytes } = this.record
    let to = bytes[end - 1] === carriageReturn ? end - 1 : end
    for (let more = this.#columns - this.#names; more > 0; more--) {
      if (!this.#separates(bytes, to - this.#separator.length)) return false
      to -= this.#separator.length
    }
    return this.#columns > this.#names
  }

  /** Finds the columns of the row at `at`; returns where its newline is. */
  split(bytes: Buffer, at: number): number {
    const slots = this.#slots
    const { from, to } = this.record
    const separator = this.#separator[0]!
    const limit = Math.max(separator, newline)
    const more = this.#separator.length - 1
    const unset = this.#unset[0]!
    const empty = this.#empty[0]!
    this.record.bytes = bytes
    let column = 0
    let start = at
    for (let i = at; ; i++) {
      const byte = bytes[i]!
      // Nearly every byte is beyond both: one comparison passes over it.
      if (byte > limit) continue
      if (byte !== newline && (byte !== separator || (more > 0 && !this.#separates(bytes, i)))) continue
      const slot = column < slots.length ? slots[column]! : -1
      column++
      if (slot >= 0) {
        const end = byte === newline && bytes[i - 1] === carriageReturn ? i - 1 : i
        const first = bytes[start]!
        const nothing =
          end <= start ||
          (first === unset && is(this.#unset, bytes, start, end)) ||
          (first === empty && is(this.#empty, bytes, start, end))
        from[slot] = nothing ? -1 : start
        to[slot] = end
      }
      if (byte === newline) {
        this.#columns = column
        return i
      }
      i += more
      start = i + 1
      if (column === slots.length && more === 0) return this.#count(bytes, start, column)
    }
  }

  /** Counts the columns from `at` on, which nobody reads; returns where the newline is. There is no branch to foresee at each. */
  #count(bytes: Buffer, at: number, before: number): number {
    const separator = this.#separator[0]!
    let columns = before + 1
    let i = at
    for (let byte = bytes[i]!; byte !== newline; byte = bytes[++i]!) columns += byte === separator ? 1 : 0
    this.#columns = columns
    return i
  }

  #separates(bytes: Buffer, at: number): boolean {
    return is(this.#separator, bytes, at, at + this.#separator.length)
  }
}

/** Whether the bytes from `from` to `to` are exactly `word`. */
function is(word: Buffer, bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return false
  return true
}
