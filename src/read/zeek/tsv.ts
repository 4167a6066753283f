import type { ReadContext } from '../reader.ts'
import { Lines, maxLine } from './lines.ts'
import type { Logs, TakeRow } from './logs.ts'
import { kindOf } from './paths.ts'
import { logRecord } from './record.ts'
import { columnSlots, headerLine, isNamesLine, tsvHeader, type TsvHeader } from './tsv-header.ts'
import { latin1 } from './slices.ts'

const newline = 10
const carriageReturn = 13
const hash = 35
/** Space, tab, and the three bytes of a byte order mark in UTF-8. */
const blanks = new Set([32, 9, 0xef, 0xbb, 0xbf])

/** Reads one log in Zeek's TSV. Header lines set what the rows mean, and may come again at any place. */
export class TsvFile {
  readonly #file: string
  readonly #context: ReadContext
  readonly #logs: Logs
  readonly #record = logRecord(true)
  readonly #lines = new Lines((bytes, from, to) => this.#block(bytes, from, to))
  #line = 0
  #header: TsvHeader
  #slots: Int16Array = new Int16Array(0)
  #separator = Buffer.from('\t')
  #unset = Buffer.from('-')
  #empty = Buffer.from('(empty)')
  #kind = ''
  #take: TakeRow | undefined
  #unused = 0
  /** Header lines have come since the last row. */
  #changed = true
  #columns = 0

  /** `header` holds until the file has one of its own. */
  constructor(file: string, context: ReadContext, logs: Logs, header = tsvHeader()) {
    this.#file = file
    this.#header = header
    this.#context = context
    this.#logs = logs
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  /** Takes a line that came by itself, as line `number` of what it came in. */
  line(text: string, number: number): void {
    const bytes = Buffer.from(`${text.replaceAll('\n', ' ')}\n`)
    this.#line = number - 1
    this.#block(bytes, 0, bytes.length)
  }

  end(): void {
    const rest = this.#lines.rest()
    if (rest.length > 0) this.#unfinished(rest)
    this.#settle()
  }

  /** A last line without its newline may be cut: inside its last column too, which is harmless where nobody reads that. */
  #unfinished(rest: Buffer): void {
    const whole = this.#columnsOf(rest) === this.#slots.length && this.#slots.at(-1) === -1
    if (rest[0] === hash || whole)
      return this.#block(Buffer.concat([rest, Buffer.from('\n')]), 0, rest.length + 1)
    this.#line++
    this.#reject('the last line is cut', rest, 0, rest.length)
  }

  #columnsOf(row: Buffer): number {
    return latin1(row, 0, row.length).split(this.#separator.toString('latin1')).length
  }

  #block(bytes: Buffer, from: number, to: number): void {
    let at = from
    while (at < to) {
      if (++this.#line === 1) at = this.#start(bytes, at)
      const first = bytes[at]
      if (first === hash) at = this.#headerLine(bytes, at)
      else if (first === newline || (first === carriageReturn && bytes[at + 1] === newline))
        at = bytes.indexOf(newline, at) + 1
      else {
        if (this.#changed) this.#settle()
        at = this.#take === undefined ? this.#skip(bytes, at) : this.#row(bytes, at, this.#take)
      }
    }
  }

  /** Passes over what a file may begin with: a byte order mark, blanks, the names of the columns alone. */
  #start(bytes: Buffer, at: number): number {
    while (blanks.has(bytes[at]!)) at++
    const end = bytes.indexOf(newline, at)
    const line = latin1(bytes, at, Math.min(end, at + maxLine)).trimEnd()
    if (!isNamesLine(line)) return at
    this.#header = headerLine(this.#header, `#fields\t${line}`)
    this.#changed = true
    return end
  }

  #headerLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(newline, at)
    const line = latin1(bytes, at, Math.min(end, at + maxLine))
    this.#header = headerLine(this.#header, line.endsWith('\r') ? line.slice(0, -1) : line)
    this.#changed = true
    return end + 1
  }

  /** Makes the header lines hold for the rows that follow. */
  #settle(): void {
    this.#logs.unused(this.#kind, this.#file, this.#unused)
    this.#unused = 0
    this.#changed = false
    const header = this.#header
    this.#slots = columnSlots(header)
    this.#separator = Buffer.from(header.separator || '\t', 'latin1')
    this.#unset = Buffer.from(header.unset, 'latin1')
    this.#empty = Buffer.from(header.empty, 'latin1')
    this.#record.from.fill(-1)
    this.#kind = kindOf(header.path, header.names)
    this.#take = header.names.length === 0 ? () => 'no #fields line before it' : this.#logs.taker(this.#kind)
  }

  #skip(bytes: Buffer, at: number): number {
    this.#unused++
    return bytes.indexOf(newline, at) + 1
  }

  #row(bytes: Buffer, at: number, take: TakeRow): number {
    const end = this.#split(bytes, at)
    const wanted = this.#slots.length
    const reason =
      wanted > 0 && this.#columns !== wanted
        ? `${this.#columns < wanted ? 'fewer' : 'more'} columns than #fields`
        : end - at > maxLine
          ? 'the line is too long'
          : take(this.#record, this.#file)
    if (reason !== '') this.#reject(reason, bytes, at, end)
    return end + 1
  }

  /** Finds the columns of the row at `at`; returns where its newline is. */
  #split(bytes: Buffer, at: number): number {
    const slots = this.#slots
    const { from, to } = this.#record
    const separator = this.#separator[0]!
    const limit = Math.max(separator, newline)
    const more = this.#separator.length - 1
    const unset = this.#unset[0]!
    const empty = this.#empty[0]!
    this.#record.bytes = bytes
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
    }
  }

  #separates(bytes: Buffer, at: number): boolean {
    return is(this.#separator, bytes, at, at + this.#separator.length)
  }

  #reject(reason: string, bytes: Buffer, from: number, to: number): void {
    this.#context.rejects.add(this.#file, reason, 'line', this.#line, () =>
      latin1(bytes, from, Math.min(to, from + 200)),
    )
  }
}

/** Whether the bytes from `from` to `to` are exactly `word`. */
function is(word: Buffer, bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return false
  return true
}
