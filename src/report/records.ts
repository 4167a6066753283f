import { csvField, jsonLine, visible } from './escape.ts'

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

/** One line. Tabs, line ends and other controls are written out; CSV fields cannot act as formulas. */
export function line(row: Row, format: RowFormat): string {
  if (format === 'jsonl') return `${jsonLine(row)}\n`
  const cells = Object.values(row).map(text)
  return format === 'tsv' ? `${cells.join('\t')}\n` : `${cells.map(csvField).join(',')}\n`
}
