import { Columns } from '../text/columns.ts'
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
        fields: names.map(name => format.columns.get(name)),
      }
  }
  return undefined
}

/** Columns in which a row may be cut without harm, where it is the last. */
const harmless = new Set<Field | undefined>([undefined, 'received'])

/** Splits rows by a header into cells. */
export class Rows {
  readonly #columns: Columns<Field>

  constructor({ fields, separator }: Header) {
    this.#columns = new Columns(fields, separator, noCells())
  }

  /** The cells of a row, valid until the next call; a text says what is wrong. `last` where the row has no end of line. */
  read(line: string, last: boolean): Cells | string {
    const { fields, cells } = this.#columns
    const found = this.#columns.split(line)
    if (found < fields.length) return last ? 'the last line is cut' : 'fewer columns than the header'
    if (found > fields.length) return 'more columns than the header'
    return last && !harmless.has(fields[found - 1]) ? 'the last line is cut' : cells
  }
}
