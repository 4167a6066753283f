import type { ReadContext } from '../reader.ts'
import { untagged } from '../text/wrapping.ts'
import { slotOf } from './fields.ts'
import { ObjectScanner } from './json-scan.ts'
import { Lines, maxLine } from './lines.ts'
import type { Logs } from './logs.ts'
import type { LooseRows } from './loose-rows.ts'
import { kindOfJson } from './paths.ts'
import { has, logRecord } from './record.ts'
import type { RowStyle } from './sieve.ts'
import type { LogFile, Sieving } from './sieving.ts'
import { latin1, utf8 } from './slices.ts'

const newline = 10
const carriageReturn = 13
const ts = slotOf('ts')

/** Reads one log in JSON lines, of one stream or of several. */
export class JsonFile implements LogFile {
  readonly #file: string
  readonly #context: ReadContext
  readonly #logs: Logs
  readonly #record = logRecord(false)
  readonly #scanner = new ObjectScanner()
  readonly #lines: Lines
  /** The kind of the rows that do not tell. */
  readonly #kind: string
  readonly style: RowStyle | undefined
  /** Rows inside of what shippers write, and TSV after JSON. */
  readonly #loose: LooseRows
  #line = 0

  constructor(
    file: string,
    context: ReadContext,
    logs: Logs,
    kind: string,
    loose: LooseRows,
    sieving: Sieving,
  ) {
    this.#file = file
    this.#context = context
    this.#logs = logs
    this.#kind = kind
    this.#loose = loose
    this.style = kind === 'conn' ? { kind } : undefined
    this.#lines = new Lines((bytes, from, to) => sieving.take(this, bytes, from, to))
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): void {
    const rest = this.#lines.rest()
    if (rest.length > 0) this.#take(rest, 0, rest.length)
    this.#loose.end()
  }

  skip(lines: number): void {
    this.#line += lines
  }

  lines(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to;) {
      const end = bytes.indexOf(newline, at)
      this.#take(bytes, at, end)
      at = end + 1
    }
  }

  #take(bytes: Buffer, from: number, to: number): void {
    this.#line++
    const end = bytes[to - 1] === carriageReturn ? to - 1 : to
    const reason = end - from > maxLine ? 'the line is too long' : this.#row(bytes, from, end)
    if (reason === '') return
    const example = () => latin1(bytes, from, Math.min(end, from + 200))
    this.#context.rejects.add(this.#file, reason, 'line', this.#line, example)
  }

  #row(bytes: Buffer, from: number, to: number): string {
    if (this.#scanner.scan(this.#record, bytes, from, to) && has(this.#record, ts)) return this.#log()
    const line = untagged(utf8(bytes, from, to).replace(/^[\0\s]+/, ''))
    return line === '' ? '' : this.#loose.line(line, '', this.#line)
  }

  /** Hands the record to its kind of log. */
  #log(): string {
    const kind = kindOfJson(this.#record, '', this.#kind)
    const take = this.#logs.taker(kind)
    if (take) return take(this.#record, this.#file)
    this.#logs.unused(kind, this.#file, 1)
    return ''
  }
}
