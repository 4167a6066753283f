import { findSlot } from './fields.ts'
import { usualColumns } from './usual-columns.ts'

/** What the header lines of a TSV log say of the rows after them. */
export interface TsvHeader {
  /** One byte or more; '' until a line tells. */
  separator: string
  unset: string
  empty: string
  path: string
  names: readonly string[]
  /** How many columns have a type; 0 where nothing tells. */
  types: number
}

export const tsvHeader = (): TsvHeader => ({
  separator: '',
  unset: '-',
  empty: '(empty)',
  path: '',
  names: [],
  types: 0,
})

const plain = (text: string): string =>
  text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

/** What `#separator` tells: bytes as Zeek writes them, or as they are. A row ends at its newline, whatever separates its columns. */
const separatorIn = (rest: string): string =>
  plain(/^\s((\\x[\da-fA-F]{2})+)/.exec(rest)?.[1] ?? rest.slice(1)).split('\n')[0]!

const setters: Record<string, (header: TsvHeader, value: string) => void> = {
  unset_field: (header, value) => (header.unset = value),
  empty_field: (header, value) => (header.empty = value),
  path: (header, value) => (header.path = value === header.unset ? '' : value),
  fields: (header, value) => (header.names = value.split(header.separator)),
  types: (header, value) => (header.types = value.split(header.separator).length),
}

const oneValue = new Set(['unset_field', 'empty_field', 'path'])

/**
 * Takes one header line (`#fields…`, latin-1) and gives the header that holds from there on.
 * `#separator` starts a new header, as in logs that were put together; lines that say nothing of the rows change nothing.
 */
export function headerLine(header: TsvHeader, line: string): TsvHeader {
  const key = /^#(\w+)/.exec(line)?.[1] ?? ''
  const rest = line.slice(key.length + 1)
  if (key === 'separator') return { ...tsvHeader(), separator: separatorIn(rest) }
  const set = setters[key]
  if (!set || rest === '') return header
  // Without a #separator line, what follows the key separates.
  const next = {
    ...header,
    separator: header.separator || (key === 'fields' || key === 'types' ? rest[0]! : ''),
  }
  const value = rest.slice(next.separator.length || 1)
  // One value that holds the separator is two lines in one.
  if (oneValue.has(key) && value.includes(next.separator || '\t')) return header
  set(next, value)
  return next
}

/** The header for a first row, with Zeek's own columns where its line of names is damaged, as the types and the row show. */
export function mended(header: TsvHeader, row: string): TsvHeader {
  const { names, types, path } = header
  const cells = row.split(header.separator || '\t')
  if (names.length === cells.length || (names.length && types !== cells.length)) return header
  const usual = isTime.test(cells[0]!) ? usualColumns(path, cells.length) : undefined
  return usual ? { ...header, names: usual } : header
}

const isTime = /^\d{1,10}\.\d{1,6}$/

/** Whether a log's first line is the names of its columns without a header, as some exporters leave them. */
export const isNamesLine = (line: string): boolean => /^(\w+\t)*id[._]orig_h\t/.test(line)

/** The slot of each column; -1 for those that nobody reads. */
export const columnSlots = (header: TsvHeader): Int16Array => Int16Array.from(header.names, findSlot)
