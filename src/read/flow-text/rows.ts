import { argus } from './argus.ts'
import { noCells, type Cells, type Field, type RowFormat } from './cells.ts'
import { nfdumpCsv } from './nfdump.ts'
import { rwcut } from './rwcut.ts'

/** A new format of rows is one file and one entry. */
const formats: readonly RowFormat[] = [argus, nfdumpCsv, rwcut]
const separators = [',', '\t', '|', ';'] as const

/** What a header says of the rows after it. */
export interface Header {
  readonly format: RowFormat
  readonly separator: string
  /** By column: what it holds, undefined where nobody reads it. */
  readonly fields: readonly (Field | undefined)[]
}

/** The header that a line is; undefined where it is none. */
export function headerOf(line: string): Header | undefined {
  if (line.length > 4096) return undefined
  for (const separator of separators) {
    const names = line.split(separator).map(name => name.trim().toLowerCase())
    const format = names.length < 4 ? undefined : formats.find(each => each.claims(new Set(names)))
    if (format)
      return {
        format,
        separator,
        fields: names.map(name => (Object.hasOwn(format.columns, name) ? format.columns[name] : undefined)),
      }
  }
  return undefined
}

/** Columns in which a row may be cut without harm, where it is the last. */
const harmless = new Set<Field | undefined>([undefined, 'received'])

/** Splits rows by a header into cells. */
export class Rows {
  readonly #header: Header
  readonly #cells = noCells()

  constructor(header: Header) {
    this.#header = header
  }

  /** The cells of a row, valid until the next call; a text says what is wrong. `last` where the row has no end of line. */
  read(line: string, last: boolean): Cells | string {
    const { fields, separator } = this.#header
    let column = 0
    for (let at = 0; ; column++) {
      const end = line.indexOf(separator, at)
      const field = fields[column]
      if (field !== undefined) this.#cells[field] = line.slice(at, end < 0 ? line.length : end).trim()
      if (end < 0) break
      at = end + 1
    }
    if (column + 1 < fields.length) return last ? 'the last line is cut' : 'fewer columns than the header'
    if (column + 1 > fields.length) return 'more columns than the header'
    return last && !harmless.has(fields[column]) ? 'the last line is cut' : this.#cells
  }
}
