import { latin1 } from './slices.ts'

const powers = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
const decimal = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/

/**
 * The decimal number in bytes `from` to `to`, the same double that `Number` gives; NaN where there is none.
 * Up to 15 digits the digits are one exact whole number and the power of ten is exact, so one division rounds correctly.
 */
export function numberIn(bytes: Buffer, from: number, to: number): number {
  let digits = 0
  let point = -1
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit
    else if (digit === -2 && point < 0 && at > from) point = at
    else return slowNumber(bytes, from, to)
  }
  if (to - from > 16 || to <= from || digits > Number.MAX_SAFE_INTEGER) return slowNumber(bytes, from, to)
  if (point < 0) return digits
  return point === to - 1 ? NaN : digits / powers[to - point - 1]!
}

function slowNumber(bytes: Buffer, from: number, to: number): number {
  if (to - from > 64) return NaN
  const text = latin1(bytes, from, to)
  return decimal.test(text) ? Number(text) : NaN
}

/**
 * Seconds since the epoch, to the microsecond, from epoch seconds, milli-, micro- or nanoseconds (told by their size), or from
 * ISO 8601, in UTC where it has no offset. NaN where it is no time, or one before 1970.
 */
export function timeIn(bytes: Buffer, from: number, to: number): number {
  if (to - from === 17 && bytes[from + 10] === 46) return classicTime(bytes, from)
  const value = numberIn(bytes, from, to)
  if (value >= 0) return secondsIn(value)
  return isoTime(bytes, from, to)
}

const secondsIn = (value: number): number => {
  if (value < 1e11) return value
  if (value < 1e14) return value / 1e3
  return value < 1e17 ? value / 1e6 : value < 1e19 ? Math.round(value / 1e3) / 1e6 : NaN
}

/** `1521911721.255387`, as Zeek writes today's times: 16 digits that stay below 2^53. */
function classicTime(bytes: Buffer, from: number): number {
  let micros = 0
  for (let at = from; at < from + 17; at++) {
    if (at === from + 10) continue
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return NaN
    micros = micros * 10 + digit
  }
  return micros <= Number.MAX_SAFE_INTEGER ? micros / 1e6 : NaN
}

const iso =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(?:Z|UTC|([-+])(\d\d):?(\d\d)?))?$/
/** As Kibana shows times, and exports them. */
const kibana = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

function isoText(text: string): string {
  const [, month, day, year, time] = kibana.exec(text) ?? []
  if (month === undefined) return text
  const number = months.indexOf(month) / 3 + 1
  return `${year}-${String(number).padStart(2, '0')}-${day!.padStart(2, '0')}T${time}`
}

function isoTime(bytes: Buffer, from: number, to: number): number {
  const parts = to - from <= 40 ? iso.exec(isoText(latin1(bytes, from, to))) : null
  if (!parts) return NaN
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return NaN
  const offset = parts[8] ? (parts[8] === '-' ? -1 : 1) * (Number(parts[9]) * 60 + Number(parts[10] ?? 0)) : 0
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset * 60
  const micros = Number((parts[7] ?? '').slice(0, 6).padEnd(6, '0'))
  return seconds < 0 ? NaN : (seconds * 1e6 + micros) / 1e6
}
