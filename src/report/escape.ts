import { table } from '../lib/table.ts'

/**
 * Text from the wire, made safe for where it goes. User names, banners, shares and file names come from attackers:
 * they may hold markup, terminal sequences, bidirectional overrides (CVE-2021-42574), formulas and line ends.
 */

/** Controls (C0, DEL, C1), format characters (bidi, zero width, tags), lone surrogates, line and paragraph separators. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
/** More marks on one letter than any script needs: they would run over the lines above and below. */
const piledMarks = /\p{M}{4,}/gu

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0')

/** `\x1b`, `\u202e` or `\u{e0041}`: what a programmer would write for a character that cannot be seen. */
function written(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`
}

/** One line of harmless characters: whatever cannot be seen is written out. Safe on a terminal and in a log. */
export const visible = (text: string): string =>
  text.replace(hidden, written).replace(piledMarks, marks => Array.from(marks, written).join(''))

/** The same of several lines. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n')

/** At most `max` characters of `text`, and how many more there were. Counts code points, so no pair is cut. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  const points = Array.from(text)
  if (points.length <= max) return text
  return `${points.slice(0, max).join('')}… (${points.length - max} more characters)`
}

/** The words of `text` that fit into `max` characters, and … for the others. Counts code points, so no pair is cut. */
export function clip(text: string, max: number): string {
  const points = Array.from(text)
  if (points.length <= max) return text
  const words = points
    .slice(0, max + 1)
    .join('')
    .replace(/\s+\S*$/, '')
  return `${words.length > max / 2 && words.length <= max ? words : points.slice(0, max).join('')} …`
}

const entities = table<string>({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
})

/** Text for an HTML element or a quoted attribute. */
export const htmlText = (text: string): string =>
  visible(text).replace(/[&<>"']/g, character => entities.get(character)!)

/** What begins a formula, also in full width. */
const formula = '[=+\\-@\uff1d\uff0b\uff0d\uff20]'
const formulaFirst = new RegExp(`^\\s*${formula}|^[\\t\\r\\n]`)
/** Where a spreadsheet that takes other marks for separators sees the next field begin. */
const formulaAfter = new RegExp(`([;\\t\\r\\n]\\s*)(?=${formula})`, 'g')

/** One CSV field (RFC 4180), also where `;` separates; before what a spreadsheet would run as a formula comes an apostrophe. */
export function csvField(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  const inert = `${formulaFirst.test(value) ? "'" : ''}${value.replace(formulaAfter, "$1'")}`
  return /[",;\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** One JSON text on one line, without its line end: the same value, with every unseen character as `\uXXXX`. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(hidden, character =>
    Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`).join(''),
  )
