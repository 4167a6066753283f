import type { ReadContext } from '../reader.ts'
import { Lines, maxLine } from './lines.ts'
import type { Logs, TakeRow } from './logs.ts'
import { kindOf } from './paths.ts'
import type { RowStyle } from './sieve.ts'
import type { LogFile, Sieving } from './sieving.ts'
import { latin1, utf8 } from './slices.ts'
import { headerLine, isNamesLine, isRowBehindHash, mended, tsvHeader, type TsvHeader } from './tsv-header.ts'
import { TsvRows } from './tsv-rows.ts'

const newline = 10
const carriageReturn = 13
const hash = 35
const brace = 123
/** Space, tab, and the three bytes of a byte order mark in UTF-8. */
const blanks = new Set([32, 9, 0xef, 0xbb, 0xbf])

const nuls = 'NUL bytes between rows, as a file has that was copied and cut while it was written: passed over'

const headerless = 'logs without a header: their columns are taken to be those that Zeek writes'
const damaged =
  'logs whose line of #fields is damaged: their columns are taken from another file of the log, or to be those that Zeek writes'

/** Takes line `number` where it is JSON; the reason where it is no row. */
export type TakeJson = (line: string, number: number) => string

/** Reads one log in Zeek's TSV. Header lines set what the rows mean, and may come again at any place. */
export class TsvFile implements LogFile {
  readonly #file: string
  readonly #context: ReadContext
  readonly #logs: Logs
  readonly #lines: Lines
  /** Another file's, where this one has none or a damaged one. */
  readonly #other: TsvHeader
  #line = 0
  #header: TsvHeader
  #rows: TsvRows
  #kind = ''
  #take: TakeRow | undefined
  #unused = 0
  /** Header lines have come since the last row. */
  #changed = true
  #style: RowStyle | undefined
  readonly #json: TakeJson | undefined

  /**
   * `header`, another file's, holds until the file has one of its own that is whole; `sieving` is what its lines go through, and
   * `json` takes lines of JSON, where a sensor went over to it within the file.
   */
  constructor(
    file: string,
    context: ReadContext,
    logs: Logs,
    header = tsvHeader(),
    sieving?: Sieving,
    json?: TakeJson,
  ) {
    this.#file = file
    this.#json = json
    this.#other = header
    this.#header = header
    this.#rows = new TsvRows(header)
    this.#lines = new Lines((bytes, from, to) =>
      sieving ? sieving.take(this, bytes, from, to) : this.lines(bytes, from, to),
    )
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
    this.lines(bytes, 0, bytes.length)
  }

  end(): void {
    const rest = this.#lines.rest()
    if (rest.length > 0) this.#unfinished(rest)
    this.#settle('')
  }

  /** A last line without its newline may be cut: inside its last column too, which is harmless where nobody reads that. */
  #unfinished(rest: Buffer): void {
    if (rest[0] === hash || this.#rows.isWhole(rest))
      return this.lines(Buffer.concat([rest, Buffer.from('\n')]), 0, rest.length + 1)
    this.#line++
    this.#reject('the last line is cut', rest, 0, rest.length)
  }

  get style(): RowStyle | undefined {
    return this.#changed ? undefined : this.#style
  }

  skip(lines: number): void {
    this.#line += lines
  }

  lines(bytes: Buffer, from: number, to: number): void {
    let at = from
    while (at < to) {
      if (++this.#line === 1) at = this.#start(bytes, at)
      if (bytes[at] === 0) at = this.#pastNuls(bytes, at)
      const first = bytes[at]
      if (first === hash) at = this.#headerLine(bytes, at)
      else if (first === newline || (first === carriageReturn && bytes[at + 1] === newline))
        at = bytes.indexOf(newline, at) + 1
      else if (first === brace && this.#json) at = this.#jsonLine(bytes, at, this.#json)
      else {
        if (this.#changed) this.#settle(latin1(bytes, at, Math.min(bytes.indexOf(newline, at), at + maxLine)))
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
    if (isRowBehindHash(this.#header, line)) {
      this.#reject('a row that begins as a comment', bytes, at, end)
      return end + 1
    }
    this.#header = headerLine(this.#header, line.endsWith('\r') ? line.slice(0, -1) : line)
    this.#changed = true
    return end + 1
  }

  /** Passes over NULs before a line, where they do not separate columns. */
  #pastNuls(bytes: Buffer, at: number): number {
    if (this.#header.separator.startsWith('\0')) return at
    this.#context.notes.add(this.#context.sensor, nuls, this.#file)
    let first = at
    while (bytes[first] === 0) first++
    return first
  }

  #jsonLine(bytes: Buffer, at: number, take: TakeJson): number {
    const end = bytes.indexOf(newline, at)
    const reason = take(utf8(bytes, at, Math.min(end, at + maxLine)), this.#line)
    if (reason !== '') this.#reject(reason, bytes, at, end)
    return end + 1
  }

  /** Makes the header lines hold for the rows that follow; `row` is the first of them. */
  #settle(row: string): void {
    this.#logs.unused(this.#kind, this.#file, this.#unused)
    this.#unused = 0
    this.#changed = false
    const header = mended(this.#header, row, this.#other)
    const bare = this.#header.names.length === 0 && this.#header.types.length === 0
    if (header !== this.#header)
      this.#context.notes.add(this.#context.sensor, bare ? headerless : damaged, this.#file)
    this.#rows = new TsvRows(header)
    this.#kind = kindOf(header.path, header.names)
    this.#style = this.#kind === 'conn' ? { header, kind: '' } : undefined
    const take = this.#logs.taker(this.#kind)
    const nameless = header.names.length === 0 && (take || this.#kind === '')
    this.#take = nameless ? () => 'no #fields line before it' : take
  }

  #skip(bytes: Buffer, at: number): number {
    this.#unused++
    return bytes.indexOf(newline, at) + 1
  }

  #row(bytes: Buffer, at: number, take: TakeRow): number {
    const rows = this.#rows
    const end = rows.split(bytes, at)
    const reason = rows.fault(at, end) || take(rows.record, this.#file)
    return reason === '' ? end + 1 : this.#faulty(reason, bytes, at, end)
  }

  /** Rejects a line; where a crash left NULs in it, a row may begin behind them. Returns where to read on. */
  #faulty(reason: string, bytes: Buffer, at: number, end: number): number {
    this.#reject(reason, bytes, at, end)
    const nul = bytes.lastIndexOf(0, end)
    if (nul < at || this.#header.separator.startsWith('\0')) return end + 1
    this.#line--
    return nul + 1
  }

  #reject(reason: string, bytes: Buffer, from: number, to: number): void {
    this.#context.rejects.add(this.#file, reason, 'line', this.#line, () =>
      latin1(bytes, from, Math.min(to, from + 200)),
    )
  }
}
