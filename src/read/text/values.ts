import type { Hosts } from '../../flow/hosts.ts'
import { table } from '../../lib/table.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Longest text taken from a field: names on the wire may be as long as an attacker likes. */
const maxText = 1024

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a text holds; undefined where it holds none. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What lies at the end of a path of keys; undefined where a step of it is missing. */
export function valueAt(object: JsonObject | undefined, ...path: readonly string[]): unknown {
  let value: unknown = object
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

export function objectAt(object: JsonObject | undefined, ...path: readonly string[]): JsonObject | undefined {
  const value = valueAt(object, ...path)
  return isObject(value) ? value : undefined
}

/** The objects of a list; none where there is no list. */
export function objectsAt(object: JsonObject | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const value = valueAt(object, ...path)
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** A text or number as text, cut to 1,024 characters; '' for anything else. */
export function textAt(object: JsonObject | undefined, ...path: readonly string[]): string {
  const value = valueAt(object, ...path)
  return typeof value === 'string' ? value.slice(0, maxText) : typeof value === 'number' ? String(value) : ''
}

/** A number, or a text that is one; NaN for anything else. */
export function numberAt(object: JsonObject | undefined, ...path: readonly string[]): number {
  const value = valueAt(object, ...path)
  return typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : NaN
}

/** The number that a text is; NaN where it is none. */
export function numberOf(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
}

/** A count: 0 where there is none, or one that makes no sense. */
export const count = (value: number): number => (value > 0 && value < Infinity ? value : 0)

/** A port; -1 where the number is none. */
export const port = (value: number): number =>
  value >= 0 && value <= 65535 && Number.isInteger(value) ? value : -1

/** The host id of an address in text; -1 where it is none. */
export function hostOf(hosts: Hosts, text: string): number {
  try {
    return text.length > 64 ? -1 : hosts.id(text)
  } catch {
    return -1
  }
}

const protocols = table<number>({
  hopopt: 0, icmp: 1, igmp: 2, ggp: 3, ipip: 4, st: 5, cbt: 7, egp: 8, igp: 9, pup: 12, idp: 22, dccp: 33, rsvp: 46, eigrp: 88, l2tp: 115, isis: 124, udplite: 136, tcp: 6, udp: 17, ipv6: 41, gre: 47, esp: 50, ah: 51, icmp6: 58, icmpv6: 58, 'ipv6-icmp': 58, 'icmp-ipv6': 58, ospf: 89,
  pim: 103, vrrp: 112, sctp: 132,
}) // prettier-ignore

/** The number of an IP protocol, from its usual name or its number in text; -1 where it is neither. */
export function protocolOf(text: string): number {
  const known = protocols.get(text.toLowerCase())
  if (known !== undefined) return known
  return /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : -1
}

const bits = table<number>({ F: 1, S: 2, R: 4, P: 8, A: 16, U: 32, E: 64, C: 128 })

/** TCP flags from their letters in any order, dots and blanks between them (`...AP.SF`, `FS PA`), or from a hexadecimal number. */
export function flagsOf(text: string): number {
  if (/^(0x)?[0-9a-f]{1,2}$/.test(text) && /\d/.test(text)) return parseInt(text, 16)
  let flags = 0
  for (const letter of text) flags |= bits.get(letter) ?? 0
  return flags
}

const calendar =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z| UTC|([-+])(\d\d):?(\d\d))?$/

/**
 * Epoch seconds, microseconds kept, of a date and time in text (UTC where it names no offset), or of epoch seconds, milliseconds or
 * microseconds, told by their size; NaN where it is no time, or one before 1970.
 */
export function secondsOf(text: string): number {
  const value = numberOf(text)
  if (value >= 0) return value < 1e11 ? value : value < 1e14 ? value / 1e3 : value < 1e17 ? value / 1e6 : NaN
  const parts = text.length <= 40 ? calendar.exec(text) : null
  if (!parts) return NaN
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return NaN
  const offset = parts[8] ? (parts[8] === '-' ? -1 : 1) * (Number(parts[9]) * 60 + Number(parts[10])) : 0
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset * 60
  const micros = Number((parts[7] ?? '').slice(0, 6).padEnd(6, '0'))
  return seconds < 0 ? NaN : (seconds * 1e6 + micros) / 1e6
}
