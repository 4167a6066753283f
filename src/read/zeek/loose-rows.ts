import type { ReadContext } from '../reader.ts'
import { fill, parseObject, type JsonObject } from './json-object.ts'
import type { Logs } from './logs.ts'
import { kindOfJson, pathIn } from './paths.ts'
import { logRecord } from './record.ts'
import { TsvFile } from './tsv.ts'
import { tsvHeader } from './tsv-header.ts'
import { isTsvLine, unwrap } from './wrappers.ts'

/** Log files whose lines are told apart inside one stream of a shipper's. */
const maxSources = 1000

/** What is said of a line that is neither JSON nor TSV. */
export const noRow = 'no JSON object'

/** Reads rows that come one by one, of whatever logs: objects, and lines of JSON or TSV. */
export class LooseRows {
  readonly #file: string
  readonly #context: ReadContext
  readonly #logs: Logs
  /** The kind of the rows that do not tell. */
  readonly #kind: string
  readonly #record = logRecord(false)
  /** By log file, the TSV whose lines came. */
  readonly #tsv = new Map<string, TsvFile>()

  constructor(file: string, context: ReadContext, logs: Logs, kind: string) {
    this.#file = file
    this.#context = context
    this.#logs = logs
    this.#kind = kind
  }

  /** Takes line `number`, of the log file `source` where something says so; the reason where it is no row. */
  line(text: string, source: string, number: number): string {
    if (!text.startsWith('{')) return isTsvLine(text) ? this.#tsvLine(text, source, number) : noRow
    const object = parseObject(text)
    return object ? this.object(object, source, number) : noRow
  }

  /** Takes an object: a row, or what a shipper put around one. */
  object(object: JsonObject, source: string, number: number): string {
    const content = unwrap(object)
    if ('line' in content) return this.#tsvLine(content.line, content.source || source, number)
    const { row, stream } = content
    fill(this.#record, row)
    const kind = kindOfJson(this.#record, stream, pathIn(source) || this.#kind)
    const take = this.#logs.taker(kind)
    if (take) return take(this.#record, this.#file)
    this.#logs.unused(kind, this.#file, 1)
    return ''
  }

  end(): void {
    for (const file of this.#tsv.values()) file.end()
  }

  #tsvLine(line: string, source: string, number: number): string {
    let file = this.#tsv.get(source)
    if (!file) {
      if (this.#tsv.size >= maxSources) return 'lines of too many log files in one'
      const header = { ...tsvHeader(), path: pathIn(source) || this.#kind }
      file = new TsvFile(this.#file, this.#context, this.#logs, header)
      this.#tsv.set(source, file)
    }
    file.line(line, number)
    return ''
  }
}
