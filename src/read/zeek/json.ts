import type { ReadContext } from '../reader.ts'
import { slotOf, type Field } from './fields.ts'
import { fill, parseObject, unwrap } from './json-object.ts'
import { Lines, maxLine } from './lines.ts'
import type { Logs } from './logs.ts'
import { kindOf } from './paths.ts'
import { has, logRecord, text } from './record.ts'
import { latin1, utf8 } from './slices.ts'

const newline = 10
const path = slotOf('_path')

/** Reads one log in JSON lines, of one stream or of several. */
export class JsonFile {
  readonly #file: string
  readonly #context: ReadContext
  readonly #logs: Logs
  readonly #record = logRecord(false)
  readonly #lines = new Lines((bytes, from, to) => this.#block(bytes, from, to))
  readonly #has = (field: Field) => has(this.#record, slotOf(field))
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
    const reason = to - from > maxLine ? 'the line is too long' : this.#row(utf8(bytes, from, to).trim())
    if (reason === '') return
    this.#context.rejects.add(this.#file, reason, 'line', this.#line, () =>
      latin1(bytes, from, Math.min(to, from + 200)),
    )
  }

  #row(line: string): string {
    if (line === '') return ''
    const wrapped = parseObject(line)
    if (!wrapped) return 'no JSON object'
    const [stream, object] = unwrap(wrapped)
    fill(this.#record, object)
    const told = stream || (has(this.#record, path) ? text(this.#record, '_path') : '')
    const kind = kindOf(told, this.#has) || this.#kind
    const take = this.#logs.taker(kind)
    if (take) return take(this.#record, this.#file)
    this.#logs.unused(kind, this.#file, 1)
    return ''
  }
}
