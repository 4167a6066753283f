import { noCells, type Cells, type Field } from './cells.ts'
import { isPipe, readPipe } from './nfdump-pipe.ts'
import { table } from '../../lib/table.ts'

/** What a column holds: a field, or an address and its port in one word. */
type Column = Field | 'srcEnd' | 'dstEnd' | undefined

/** Titles of the columns that nfdump prints for people (nfdump(1), "fmt:"); those that nobody reads are passed over. */
const titles = table<Column>({
  'Date first seen': 'start', 'Date flow start': 'start', 'Date last seen': 'end', 'Date flow received': 'received', Duration: 'duration',
  Proto: 'protocol', 'Src IP Addr:Port': 'srcEnd', 'Dst IP Addr:Port': 'dstEnd', 'Src IP Addr': 'src', 'Dst IP Addr': 'dst',
  'Src Pt': 'srcPort', 'Dst Pt': 'dstPort', 'ICMP-T': 'icmpType', 'ICMP-C': 'icmpCode', Flags: 'flags', Packets: 'packets', Bytes: 'bytes',
  'In Pkt': 'packets', 'In Byte': 'bytes', 'Out Pkt': 'dstPackets', 'Out Byte': 'dstBytes', SVlan: 'vlan', 'Router IP': 'exporter',
  Dir: 'interface', Input: 'inInterface', Output: 'outInterface', 'Src AS': 'srcAs', 'Dst AS': 'dstAs',
  Tos: undefined, STos: undefined, DTos: undefined, Flows: undefined, pps: undefined, bps: undefined, Bpp: undefined, SMask: undefined,
  DMask: undefined, Fwd: undefined, DVlan: undefined, 'Src Network': undefined, 'Dst Network': undefined, 'Next-hop IP': undefined,
  'BGP next-hop IP': undefined, 'Prev AS': undefined, 'Next AS': undefined, engine: undefined, 'Exp ID': undefined,
}) // prettier-ignore
const byLength = [...titles.keys()].sort((a, b) => b.length - a.length)

/** What rows have without a header: format long. */
const long: readonly Column[] = ['start', 'duration', 'protocol', 'srcEnd', 'dstEnd', 'flags', undefined, 'packets', 'bytes', undefined] // prettier-ignore

const row =
  /^\s*\d{4}-\d\d-\d\d\s+\d\d:\d\d:\d\d(?:\.\d+)?\s+(?:\d+\.\d+|(?:\d+d )?\d\d:\d\d:\d\d\.\d+)\s+\S+\s+\S+\s+<?->\s/
/** What nfdump prints after the rows. */
const summary =
  /^(Summary:|Time window:|Total flows processed:|Sys:|Total records processed:|No matched flows|Blocks skipped:)/
/** Between columns; who prints by a format of their own puts a comma or another mark there. */
const separator = /^(?:[\s,;|]|<?->)+/
/** A date with its time, a duration, a count with its unit, anything else. */
const word =
  /\d{4}-\d\d-\d\d\s+\d\d:\d\d:\d\d(?:\.\d+)?|(?:-?\d+d )?-?\d+:-?\d+:\d+\.\d+(?=[\s,;|])|\d+(?:\.\d+)?\s[KMGT](?=[\s,;|]|$)|<?->|[^\s,;|]+/g

/** What a header says of the rows. */
interface Layout {
  readonly columns: readonly Column[]
  /** Titles that are not nfdump's follow, as of a label: rows may have more words. */
  readonly more: boolean
}

/** The layout that a header names; undefined where it is none of nfdump's. */
function layoutOf(line: string): Layout | undefined {
  const columns: Column[] = []
  let rest = line.trim().replace(/\s+/g, ' ')
  for (let title: string | undefined; rest !== ''; rest = rest.slice(title.length).replace(separator, '')) {
    title = byLength.find(known => rest.startsWith(known))
    if (title === undefined) break
    columns.push(titles.get(title))
  }
  const has = (...any: Column[]) => any.some(column => columns.includes(column))
  const isOne = has('start') && has('srcEnd', 'src') && has('dstEnd', 'dst') && has('packets', 'bytes')
  return isOne ? { columns, more: rest !== '' } : undefined
}

/** Reads nfdump's text for people: formats line, long, extended, biline, bilong, those that a user puts together (fmt:), and pipe. */
export class NfdumpLine {
  #cells = noCells()
  #layout: Layout = { columns: long, more: false }

  /** The cells of one line, valid until the next call; `none` for lines that are no record; a text says what is wrong. */
  read(line: string): Cells | 'none' | string {
    const layout = /^\s*Date/.test(line) ? layoutOf(line) : undefined
    if (layout) {
      this.#layout = layout
      this.#cells = noCells()
      return 'none'
    }
    if (summary.test(line)) return 'none'
    if (isPipe(line)) return readPipe(line, this.#cells)
    if (!/^\s*\d/.test(line)) return 'no row of nfdump'
    const words = (line.match(word) ?? []).filter(each => !/^<?->$/.test(each))
    const { columns, more } = this.#layout
    if (words.length < columns.length) return 'fewer columns than the header'
    if (words.length > columns.length && !more) return 'more columns than the header'
    if (words.some(isShortened)) return 'the IPv6 address is shortened: print it whole, with nfdump -6'
    columns.forEach((column, i) => this.#keep(column, words[i]!))
    return this.#cells
  }

  #keep(column: Column, text: string): void {
    const cells = this.#cells
    if (column === 'srcEnd') [cells.src, cells.srcPort] = ends(text)
    else if (column === 'dstEnd') [cells.dst, cells.dstPort] = ends(text)
    else if (column === 'duration') cells.duration = seconds(text)
    else if (column !== undefined) cells[column] = plain(text.replace(/\s+/g, ' '))
  }
}

export const isHeader = (line: string): boolean => layoutOf(line) !== undefined

export const isRow = (line: string): boolean => row.test(line) || isPipe(line)

const units = table<number>({ K: 1e3, M: 1e6, G: 1e9, T: 1e12 })

/** `1.2 M` to 1200000: nfdump rounds large counts unless asked not to (-N). Other texts as they are. */
function plain(text: string): string {
  const unit = /^\d.*\s[KMGT]$/.test(text) ? units.get(text.at(-1)!) : undefined
  return unit === undefined ? text : String(Math.round(parseFloat(text) * unit))
}

/** A duration in seconds, which nfdump 1.7 prints as ` 1d 02:03:04.500`; where times are exchanged it prints nonsense. */
function seconds(text: string): string {
  const parts = /^(?:(\d+)d )?(\d\d):(\d\d):(\d\d\.\d+)$/.exec(text)
  if (!parts) return text
  const [days = 0, hours = 0, minutes = 0, rest = 0] = parts.slice(1).map(part => Number(part ?? 0))
  return (((days * 24 + hours) * 60 + minutes) * 60 + rest).toFixed(3)
}

/** Two dots stand for the middle of an address. */
const isShortened = (text: string): boolean => /^[0-9a-f:]+\.\.[0-9a-f:]+/i.test(text)

/** Address and port; after IPv6 nfdump writes a dot. ICMP has `type.code` in the target's port, and protocols without ports have `0` or `0:0`. */
function ends(text: string): [string, string] {
  const v4 = /^(\d+\.\d+\.\d+\.\d+):(\d+(?:\.\d+)?)(?::0)?$/.exec(text)
  if (v4) return [v4[1]!, v4[2]!]
  const v6 = /^([0-9a-fA-F:]*:[0-9a-fA-F:]*)\.(\d+(?:\.\d+)?)$/.exec(text)
  return v6 ? [v6[1]!, v6[2]!] : ['', '']
}
