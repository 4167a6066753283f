import { Rejects } from '../../lib/rejects.ts'
import { Unframer } from '../text/frames.ts'
import { JsonObjects } from '../text/json-objects.ts'
import { untagged } from '../text/wrapping.ts'
import { csvRows } from './csv-rows.ts'
import { slotOf } from './fields.ts'
import { fill, parseObject, type JsonObject } from './json-object.ts'
import { timeIn } from './numbers.ts'
import { isKnownPath, kindOf, kindOfRow } from './paths.ts'
import { has, logRecord, text, time, uidText } from './record.ts'
import { headerLine, isNamesLine, tsvHeader, type TsvHeader } from './tsv-header.ts'
import { isTsvLine, unwrap } from './wrappers.ts'

/** Formats in which a row is no line of Zeek's own: lines with something before them, JSON in lists or over lines, CSV. */
export type LooseFormat = 'framed' | 'documents' | 'csv'

export const isLoose = (format: Head['format']): format is LooseFormat =>
  format !== 'tsv' && format !== 'json'

/** What the start of a file tells. */
export interface Head {
  readonly format: 'tsv' | 'json' | LooseFormat
  /** The kind of the first rows; '' where nothing tells. */
  readonly kind: string
  /** The first time in it, in epoch seconds; 0 where there is none. */
  readonly first: number
  /** Of TSV; undefined where the file has rows alone. */
  readonly header?: TsvHeader
  /** Whether the header's names are as many as its types, or as the columns of the first row. */
  readonly whole?: boolean
}

/** A garbled first line must not hide what the log is. */
const maxTried = 50
/** Lines that a header has at most. */
const mostHeader = 12

/** Lines that may be damaged before the header's others. */
const mostDamaged = 3

/** Lines of a header that show a log by themselves. */
const enoughLines = 2

/** Lines of Zeek's header that nobody else has. */
const isHeaderLine = (line: string): boolean =>
  /^#(fields[^\w:]|types[^\w:]|set_separator\W|unset_field\W|empty_field\W|path\W|open\W)/.test(line)

/** What the log that starts with these bytes is; undefined where it is no Zeek log. */
export function headOf(head: Uint8Array): Head | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8').trimStart()
  const lines = text.split(/\r?\n/, maxTried)
  const found = ownTsv(lines)
  if (found) return found
  if (isBinary(head)) return undefined
  return (
    damagedTsv(lines) ?? ownJson(lines) ?? framedHead(lines) ?? documentsHead(head, text) ?? csvHead(lines)
  )
}

/** A header, names or rows of TSV from the first line on. */
function ownTsv(lines: readonly string[]): Head | undefined {
  const first = lines[0]!
  const tsv = first.startsWith('#') || isNamesLine(first) ? tsvHead(lines) : undefined
  if (tsv) return tsv
  if (!bareRows.some(row => row.test(first))) return undefined
  return { format: 'tsv', kind: '', first: Number(first.split('\t')[0]) }
}

/** TSV whose header begins with lines that are damaged. */
function damagedTsv(lines: readonly string[]): Head | undefined {
  const at = lines.findIndex(line => line.startsWith('#'))
  if (at <= 0 || at > mostDamaged) return undefined
  return lines.slice(at).filter(isHeaderLine).length >= enoughLines ? tsvHead(lines.slice(at)) : undefined
}

/** JSON in lines: one of the first two is an object, and one of all is a whole row. */
function ownJson(lines: readonly string[]): Head | undefined {
  if (/^\[\s*(\{|$)/.test(lines[0]!)) return undefined
  return lines.slice(0, 2).some(line => untagged(line).startsWith('{')) ? jsonHead(lines) : undefined
}

/** Lines with something before them. */
function framedHead(lines: readonly string[]): Head | undefined {
  const frames = new Unframer()
  const found = lines.flatMap(line => frames.line(line) ?? [])
  if (found.every(({ text }, i) => text === lines[i])) return undefined
  const texts = found.map(({ text }) => text).filter(text => text.startsWith('{') || isTsvLine(text))
  if (texts.length === 0) return undefined
  const head = ownTsv(texts) ?? jsonHead(texts)
  return head && { format: 'framed', kind: head.kind, first: head.first }
}

/** JSON in a list, in the answer of a search, or spread over lines. */
function documentsHead(head: Uint8Array, text: string): Head | undefined {
  if (!/^\ufeff?[[{]/.test(text)) return undefined
  let found: Head | undefined
  const objects = new JsonObjects('', new Rejects(), object => {
    if (!found?.kind) found = rowHead(object) ?? found
    return ''
  })
  objects.push(head)
  return found && { ...found, format: 'documents' }
}

function csvHead([first = '', ...lines]: readonly string[]): Head | undefined {
  const table = csvRows(first.replace(/^\ufeff/, ''))
  for (const line of table ? lines : []) {
    const row = table!.row(line)
    const head = typeof row === 'string' ? undefined : rowHead(row)
    if (head) return { ...head, format: 'csv' }
  }
  return undefined
}

/** A capture may hold logs, and has NULs everywhere; a line that was damaged on the disk has them alone. */
const isBinary = (head: Uint8Array): boolean =>
  head.subarray(0, 64).includes(0) && (head.subarray(head.indexOf(10) + 1).includes(0) || isCapture(head))

/** The first four bytes of pcap, either byte order, micro- and nanoseconds. */
const isCapture = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0xa1 && b === 0xb2) || (d === 0xa1 && c === 0xb2)

/** Rows that begin as those of nearly all logs do (time, uid, both ends), or as dhcp.log's (time, uids, two addresses, hardware). */
const bareRows = [
  /^\d{9,10}\.\d{1,6}\t(\w{10,24}|-)\t[\d.a-f:]+\t\d{1,5}\t[\d.a-f:]+\t\d{1,5}(\t|$)/,
  /^\d{9,10}\.\d{1,6}\t[\w,]{10,500}\t[\d.-]+\t[\d.-]+\t(([\da-f]{2}:){5}[\da-f]{2}|-)(\t|$)/,
]

/** Zeek's header among the comment lines at the start, or the names alone in the first line. */
function tsvHead(lines: readonly string[]): Head | undefined {
  const first = lines.slice(0, mostHeader).filter(line => line.startsWith('#'))
  const comments = isNamesLine(lines[0]!) ? [`#fields\t${lines[0]}`] : first
  const isHeader = comments.some(line => /^#separator(\s|$)|^#fields[^\w:]/.test(line))
  if (!isHeader && comments.filter(isHeaderLine).length < enoughLines) return undefined
  const header = comments.reduce(headerLine, tsvHeader())
  const column = header.names.indexOf('ts')
  const rows = lines
    .filter(line => line !== '' && !line.startsWith('#') && !isNamesLine(line))
    .map(line => line.split(header.separator || '\t'))
  const times = rows
    .map(cells => cells[column] ?? '')
    .map(text => timeIn(Buffer.from(text, 'latin1'), 0, text.length))
  return {
    format: 'tsv',
    kind: kindOf(header.path, header.names),
    first: times.find(time => time >= 0) ?? 0,
    header,
    whole: [header.types.length, rows[0]?.length].includes(header.names.length),
  }
}

function jsonHead(lines: readonly string[]): Head | undefined {
  let found: Head | undefined
  let whole = false
  for (const line of lines.map(untagged)) {
    const object = parseObject(line)
    whole ||= object !== undefined
    // What was put behind a row does not hide it.
    const row = object ?? parseObject(line.slice(0, line.indexOf('}') + 1))
    found = (row && rowHead(row)) ?? found
    if (found && found.kind !== '' && whole) break
  }
  return whole ? found : undefined
}

/** What the row says that an object is; undefined where it is no row of a Zeek log. */
function rowHead(object: JsonObject): Head | undefined {
  const content = unwrap(object)
  if ('line' in content)
    return { format: 'json', kind: '', first: Math.max(0, parseFloat(content.line)) || 0 }
  const { stream, row } = content
  const record = logRecord(false)
  fill(record, row)
  const path = stream || text(record, '_path')
  const ids =
    has(record, slotOf('id.orig_h')) || /^C\w{8,}$/.test(uidText(record)) || has(record, slotOf('uids'))
  const first = time(record, slotOf('ts'))
  if (!(first >= 0) || !(isKnownPath(path) || ids || isIdless(row))) return undefined
  return { format: 'json', kind: isKnownPath(path) ? path : kindOfRow(record.from), first }
}

/** Fields that rows without a connection have together, enough to be nobody else's. */
const idless: readonly (readonly string[])[] = [
  ['note', 'msg', 'actions'],
  ['name', 'notice', 'peer'],
  ['software_type', 'host'],
  ['node', 'filter', 'init'],
  ['port_num', 'port_proto'],
  ['gaps', 'acks'],
  ['pkts_proc', 'peer'],
  ['level', 'message', 'location'],
]

/** A host and a time alone are a row of known_hosts; with anything else they may be anybody's. */
const isIdless = (row: JsonObject): boolean =>
  idless.some(fields => fields.every(field => Object.hasOwn(row, field))) ||
  (Object.keys(row).length === 2 && Object.hasOwn(row, 'host'))
