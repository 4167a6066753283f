import type { ReadContext } from '../reader.ts'
import { slotOf } from './fields.ts'
import { fill, parseObject, unwrap } from './json-object.ts'
import { scanObject } from './json-scan.ts'
import { Lines, maxLine } from './lines.ts'
import type { Logs } from './logs.ts'
import { isKnownPath, kindOfRow } from './paths.ts'
import { has, logRecord, text } from './record.ts'
import { latin1, utf8 } from './slices.ts'

const newline = 10
const carriageReturn = 13
const path = slotOf('_path')

/** Reads one log in JSON lines, of one stream or of several. */
export class JsonFile {
  readonly #file: string
  readonly #context: ReadContext
  readonly #logs: Logs
  readonly #record = logRecord(false)
  readonly #lines = new Lines((bytes, from, to) => this.#block(bytes, from, to))
  /** The kind of the rows that do not tell. */
  readonly #kind: string
  #line = 0

  constructor(file: string, context: ReadContext, logs: Logs, kind: string) {
    this.#file = file
    this.#context = context
    this.#logs = logs
    this.#kind = kind
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): void {
    const rest = this.#lines.rest()
    if (rest.length > 0) this.#take(rest, 0, rest.length)
  }

  #block(bytes: Buffer, from: number, to: number): void {
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
    if (scanObject(this.#record, bytes, from, to)) return this.#log('')
    const line = utf8(bytes, from, to).trim()
    if (line === '') return ''
    const parsed = parseObject(line)
    if (!parsed) return 'no JSON object'
    const [stream, object] = unwrap(parsed)
    fill(this.#record, object)
    return this.#log(stream)
  }

  /** Hands the record to its kind of log. `stream` is what wraps the row, '' where nothing does. */
  #log(stream: string): string {
    const told = stream || (has(this.#record, path) ? text(this.#record, '_path') : '')
    const kind = isKnownPath(told) ? told : kindOfRow(this.#record.from) || told || this.#kind
    const take = this.#logs.taker(kind)
    if (take) return take(this.#record, this.#file)
    this.#logs.unused(kind, this.#file, 1)
    return ''
  }
}
