import { noCells, type Cells } from './cells.ts'

/** Date and time, duration, protocol, source, arrow, target, and the columns that the header names. */
const row =
  /^\s*(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d:\d\d(?:\.\d+)?)\s+(\d+\.\d+)\s+(\S+)\s+(\S+)\s+(<?->)\s+(\S+)\s+(\S.*)$/
const header = /^\s*Date (?:first seen|flow start)\s/
/** What nfdump prints after the rows. */
const summary =
  /^(Summary:|Time window:|Total flows processed:|Sys:|Total records processed:|No matched flows|Blocks skipped:)/
const word = /\d+(?:\.\d+)?\s[KMGT](?=\s|$)|\S+/g

/** Counts that nfdump prints after Flags and Tos, if those are there. */
interface Layout {
  readonly flags: boolean
  readonly both: boolean
}

/** Reads nfdump's text for people: formats line, long, extended and biline. */
export class NfdumpLine {
  readonly #cells = noCells()
  #layout: Layout = { flags: true, both: false }

  /** The cells of one line, valid until the next call; `none` for lines that are no record; a text says what is wrong. */
  read(line: string): Cells | 'none' | string {
    if (isHeader(line)) {
      this.#layout = { flags: /\sFlags\s/.test(line), both: /Out Pkt/.test(line) }
      return 'none'
    }
    if (summary.test(line)) return 'none'
    const parts = row.exec(line)
    if (!parts) return 'no row of nfdump'
    const [, date, time, duration, protocol, src, , dst, rest] = parts
    const cells = this.#cells
    cells.start = `${date} ${time}`
    cells.duration = duration!
    cells.protocol = protocol!
    ;[cells.src, cells.srcPort] = ends(src!)
    ;[cells.dst, cells.dstPort] = ends(dst!)
    return this.#counts(rest!.match(word) ?? [])
  }

  #counts(words: readonly string[]): Cells | string {
    const { flags, both } = this.#layout
    const cells = this.#cells
    const from = flags ? 2 : 0
    cells.flags = flags ? words[0]! : ''
    if (words.length < from + (both ? 5 : 3)) return 'fewer columns than the header'
    if (both) {
      ;[cells.dstPackets, cells.packets, cells.dstBytes, cells.bytes] = words
        .slice(from, from + 4)
        .map(plain) as [string, string, string, string]
    } else [cells.packets, cells.bytes] = [plain(words[from]!), plain(words[from + 1]!)]
    return cells
  }
}

export const isHeader = (line: string): boolean => header.test(line) && /Bytes|Byte/.test(line)

export const isRow = (line: string): boolean => row.test(line)

const units: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/** `1.2 M` to 1200000: nfdump rounds large counts unless asked not to (-N). */
function plain(text: string): string {
  const unit = units[text.at(-1)!]
  return unit === undefined ? text : String(Math.round(parseFloat(text) * unit))
}

/** Address and port; after IPv6 nfdump writes a dot. ICMP has `type.code` in the target's port, and protocols without ports have `0` or `0:0`. */
function ends(text: string): [string, string] {
  const v4 = /^(\d+\.\d+\.\d+\.\d+):(\d+(?:\.\d+)?)(?::0)?$/.exec(text)
  if (v4) return [v4[1]!, v4[2]!]
  const v6 = /^([0-9a-fA-F:]*:[0-9a-fA-F:]*)\.(\d+(?:\.\d+)?)$/.exec(text)
  return v6 ? [v6[1]!, v6[2]!] : ['', '']
}
