import { csvField, jsonLine, visible } from './escape.ts'
import { JsonBytes } from './json-bytes.ts'

/** One record of `flows` or `events`: the same keys in the same order in every line. */
export type Row = Readonly<Record<string, string | number | boolean | Readonly<Record<string, unknown>>>>

export const rowFormats = ['jsonl', 'tsv', 'csv'] as const
export type RowFormat = (typeof rowFormats)[number]

type Cell = Row[string]

/** A cell on one line, without a character that cannot be seen; a record inside a record is JSON. */
const text = (cell: Cell): string | number | boolean =>
  typeof cell === 'object' ? jsonLine(cell) : typeof cell === 'string' ? visible(cell) : cell

/** A header line where the format has one; '' where the rows name their keys themselves. */
export function header(keys: readonly string[], format: RowFormat): string {
  if (format === 'jsonl') return ''
  return `${keys.join(format === 'tsv' ? '\t' : ',')}\n`
}

/** Makes lines of records. Tabs, line ends and other controls in a TSV field are written out; CSV fields cannot act as formulas. */
export interface RecordLines {
  add(row: Row): void
  /** The lines since the last time, valid until the next. */
  take(): string | Uint8Array
}

export const recordLines = (format: RowFormat): RecordLines =>
  format === 'jsonl' ? new JsonBytes() : new TextLines(format)

class TextLines implements RecordLines {
  readonly #line: (cells: readonly Cell[]) => string
  #text = ''

  constructor(format: 'tsv' | 'csv') {
    this.#line =
      format === 'tsv'
        ? cells => cells.map(cell => visible(String(text(cell)))).join('\t')
        : cells => cells.map(cell => csvField(text(cell))).join(',')
  }

  add(row: Row): void {
    this.#text += `${this.#line(Object.values(row))}\n`
  }

  take(): string {
    const taken = this.#text
    this.#text = ''
    return taken
  }
}
