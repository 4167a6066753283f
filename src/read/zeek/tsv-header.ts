import { findSlot } from './fields.ts'
import { table } from '../../lib/table.ts'
import { columnsOfCells, columnsOfTypes, usualColumns } from './usual-columns.ts'

/** What the header lines of a TSV log say of the rows after them. */
export interface TsvHeader {
  /** One byte or more; '' until a line tells. */
  separator: string
  unset: string
  empty: string
  path: string
  names: readonly string[]
  /** Of the columns; none where nothing tells. */
  types: readonly string[]
}

export const tsvHeader = (): TsvHeader => ({
  separator: '',
  unset: '-',
  empty: '(empty)',
  path: '',
  names: [],
  types: [],
})

const plain = (text: string): string =>
  text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

/** What `#separator` tells: bytes as Zeek writes them, or as they are. A row ends at its newline, whatever separates its columns. */
const separatorIn = (rest: string): string =>
  plain(/^\s((\\x[\da-fA-F]{2})+)/.exec(rest)?.[1] ?? rest.slice(1)).split('\n')[0]!

const setters = table<(header: TsvHeader, value: string) => void>({
  unset_field: (header, value) => (header.unset = value),
  empty_field: (header, value) => (header.empty = value),
  path: (header, value) => (header.path = value === header.unset ? '' : value),
  fields: (header, value) => (header.names = listIn(value, header.separator)),
  types: (header, value) => (header.types = listIn(value, header.separator)),
})

/** The columns that a line names; a separator behind the last names none. */
function listIn(value: string, separator: string): string[] {
  const list = value.split(separator)
  return list.slice(0, list.findLastIndex(name => name !== '') + 1)
}

const oneValue = new Set(['unset_field', 'empty_field', 'path'])
const longestValue = 64

/**
 * Takes one header line (`#fields…`, latin-1) and gives the header that holds from there on.
 * `#separator` starts a new header, as in logs that were put together; lines that say nothing of the rows change nothing.
 */
export function headerLine(header: TsvHeader, line: string): TsvHeader {
  const key = /^#(\w+)/.exec(line)?.[1] ?? ''
  const rest = line.slice(key.length + 1)
  if (key === 'separator') return { ...tsvHeader(), separator: separatorIn(rest) }
  const set = setters.get(key)
  if (!set || rest === '') return header
  // Without a #separator line that is whole, what follows the key separates.
  const lists = key === 'fields' || key === 'types'
  const fits = header.separator !== '' && rest.includes(header.separator)
  const next = { ...header, separator: lists && !fits && /^\W/.test(rest) ? rest[0]! : header.separator }
  const value = rest.slice(next.separator.length || 1)
  // One value that holds the separator is two lines in one, and one that is long no value.
  if (oneValue.has(key) && (value.includes(next.separator || '\t') || value.length > longestValue))
    return header
  set(next, value)
  return next
}

/** Whether a line is as a row is but for its first byte: comments have no columns. */
export const isRowBehindHash = ({ names, separator }: TsvHeader, line: string): boolean =>
  names.length > 1 && !headerKey.test(line) && line.split(separator || '\t').length === names.length

const headerKey = /^#(separator|set_separator|empty_field|unset_field|path|open|fields|types|close)\b/

/**
 * The header for a first row. Where its line of names is damaged, as the row and the types show, they are taken from another file of
 * the same log (`other`), or are those that Zeek writes.
 */
export function mended(header: TsvHeader, row: string, other?: TsvHeader): TsvHeader {
  const { names, types, path } = header
  const cells = row.split(header.separator || '\t')
  const told = columnsOfTypes(path, types)
  // The row may be damaged as well: it says nothing against names and types that agree.
  if (names.length === types.length && names.length > 0)
    return respelled(header, told ?? usualColumns(path, names.length) ?? names)
  if (names.length === cells.length) return header
  if (other?.names.length === cells.length) return { ...header, names: other.names }
  if (!names.length && !types.length) return headerOfCells(header, cells)
  const counted = types.length === cells.length
  const usual = told ?? (counted && isTime.test(cells[0]!) ? usualColumns(path, cells.length) : undefined)
  return usual ? { ...header, names: usual } : header
}

function headerOfCells(header: TsvHeader, cells: readonly string[]): TsvHeader {
  const found = columnsOfCells(header.path, cells) ?? columnsOfCells('', cells)
  return found ? { ...header, ...found } : header
}

/** The header with names that are damaged replaced by those that the types show to be meant. Names unlike those are a site's own. */
function respelled(header: TsvHeader, told: readonly string[]): TsvHeader {
  const names = header.names.map((name, i) =>
    findSlot(name) < 0 && told[i] && isMisspelled(name, told[i]) && !header.names.includes(told[i])
      ? told[i]
      : name,
  )
  return names.every((name, i) => name === header.names[i]) ? header : { ...header, names }
}

/** No name of Zeek's or of a site is as long, or holds others than these. */
const longestName = 64
const isName = /^[\w.-]+$/
/** Bytes that damage may have changed in what is a name still. */
const mostChanged = 2

/** Whether a name is what damage has made of another. */
function isMisspelled(name: string, meant: string): boolean {
  if (name.length > longestName || !isName.test(name)) return true
  let [same, end] = [0, 0]
  while (same < name.length && name[same] === meant[same]) same++
  while (end < name.length - same && name.at(-1 - end) === meant.at(-1 - end)) end++
  const changed = Math.max(name.length, meant.length) - same - end
  return changed <= mostChanged && same + end > changed
}

const isTime = /^\d{1,10}\.\d{1,6}$/

/** Whether a log's first line is the names of its columns without a header, as some exporters leave them. */
export const isNamesLine = (line: string): boolean => /^(\w+\t)*id[._]orig_h\t/.test(line)

/** The slot of each column; -1 for those that nobody reads. */
export const columnSlots = (header: TsvHeader): Int16Array => Int16Array.from(header.names, findSlot)
