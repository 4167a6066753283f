import { findSlot } from './fields.ts'

/** What the header lines of a TSV log say of the rows after them. */
export interface TsvHeader {
  /** One byte or more; '' until a line tells. */
  separator: string
  unset: string
  empty: string
  path: string
  names: readonly string[]
}

export const tsvHeader = (): TsvHeader => ({
  separator: '',
  unset: '-',
  empty: '(empty)',
  path: '',
  names: [],
})

const plain = (text: string): string =>
  text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

const setters: Record<string, (header: TsvHeader, value: string) => void> = {
  unset_field: (header, value) => (header.unset = value),
  empty_field: (header, value) => (header.empty = value),
  path: (header, value) => (header.path = value === header.unset ? '' : value),
  fields: (header, value) => (header.names = value.split(header.separator)),
}

/**
 * Takes one header line (`#fields…`, latin-1) and gives the header that holds from there on.
 * `#separator` starts a new header, as in logs that were put together; lines that say nothing of the rows change nothing.
 */
export function headerLine(header: TsvHeader, line: string): TsvHeader {
  const key = /^#(\w+)/.exec(line)?.[1] ?? ''
  const rest = line.slice(key.length + 1)
  // A row ends at its newline, whatever separates its columns.
  if (key === 'separator') return { ...tsvHeader(), separator: plain(rest.slice(1)).split('\n')[0]! }
  const set = setters[key]
  if (!set || rest === '') return header
  // Without a #separator line, what follows the key separates.
  const next = { ...header, separator: header.separator || (key === 'fields' ? rest[0]! : '') }
  set(next, rest.slice(next.separator.length || 1))
  return next
}

/** Whether a log's first line is the names of its columns without a header, as some exporters leave them. */
export const isNamesLine = (line: string): boolean => /^(\w+\t)*id[._]orig_h\t/.test(line)

/** The slot of each column; -1 for those that nobody reads. */
export const columnSlots = (header: TsvHeader): Int16Array => Int16Array.from(header.names, findSlot)
