import { csvCells } from '../text/csv.ts'
import { findSlot } from './fields.ts'
import type { JsonObject } from './json-object.ts'

const separators = [',', ';', '|']

/** Rows of comma-separated values under a first line of names, as people export logs from notebooks, databases and SIEMs. */
export class CsvRows {
  readonly #names: readonly string[]
  readonly #separator: string

  constructor(names: readonly string[], separator: string) {
    this.#names = names
    this.#separator = separator
  }

  /** The row that a line holds, without its empty cells; or the reason why it is none. */
  row(line: string): JsonObject | string {
    const cells = csvCells(line, this.#separator)
    if (!cells) return 'a quote that is not closed'
    const columns = cells.findLastIndex((cell, i) => cell !== '' || i < this.#names.length) + 1
    if (columns !== this.#names.length)
      return `${columns < this.#names.length ? 'fewer' : 'more'} columns than the first line`
    return Object.fromEntries(
      this.#names.map((name, i) => [name, cells[i]]).filter(([name, cell]) => name !== '' && cell !== ''),
    ) as JsonObject
  }
}

/** Names of which a table of Zeek's rows, or of documents around them, has two. */
const telling =
  /^(?:_source\.)?(@timestamp|source\.(ip|address)|destination\.(ip|address)|_raw|_time|message)$/

/** What reads the rows under a first line; undefined where it is not the names of Zeek's columns. */
export function csvRows(first: string): CsvRows | undefined {
  for (const separator of separators) {
    const cells = first.includes(separator) ? csvCells(first, separator) : undefined
    const names = cells?.map(name => name.trim().replace(/^_source\./, ''))
    const known = names?.filter(name => findSlot(name) >= 0 || telling.test(name)) ?? []
    if (names && new Set(known).size >= 2 && !names.some(name => /[{}]/.test(name)))
      return new CsvRows(names, separator)
  }
  return undefined
}
