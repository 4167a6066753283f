import type { Hosts } from '../../flow/hosts.ts'
import {
  address4,
  address6,
  basicList,
  columnCount,
  ntp,
  number,
  other4,
  skip,
  translated4,
  translated6,
} from './fields.ts'
import { variable, type Template } from './templates.ts'

/** One record's values by `slot`; -1 for what it does not have. */
export const emptyValues = (): Float64Array => new Float64Array(columnCount).fill(-1)

/**
 * Reads one record at `at` into `values`; returns the offset after it, or -1 where it does not fit before `end`. `values`
 * are empty, or of a record of the same template: each of its fields is written.
 */
export function readValues(
  template: Template,
  view: DataView,
  at: number,
  end: number,
  hosts: Hosts,
  values: Float64Array,
): number {
  const { kinds, slots, lengths, offsets, shortest } = template
  if (offsets === undefined) return readVariable(template, view, at, end, hosts, values)
  if (shortest > end - at) return -1
  for (let i = 0; i < kinds.length; i++)
    readField(kinds[i]!, view, at + offsets[i]!, lengths[i]!, hosts, values, slots[i]!)
  return at + shortest
}

function readVariable(
  { kinds, slots, lengths }: Template,
  view: DataView,
  at: number,
  end: number,
  hosts: Hosts,
  values: Float64Array,
): number {
  for (let i = 0; i < kinds.length; i++) {
    let length = lengths[i]!
    if (length === variable) {
      if (at >= end) return -1
      length = view.getUint8(at++)
      if (length === 255) {
        if (end - at < 2) return -1
        length = view.getUint16(at)
        at += 2
      }
    }
    if (length > end - at) return -1
    if (kinds[i] !== skip && kinds[i]! < basicList)
      readField(kinds[i]!, view, at, length, hosts, values, slots[i]!)
    at += length
  }
  return at
}

/** Where a field of a record that was read begins, and where it ends; `length` is its template's. */
export const fieldStart = (length: number, view: DataView, at: number): number =>
  length !== variable ? at : view.getUint8(at) === 255 ? at + 3 : at + 1

export function fieldEnd(length: number, view: DataView, at: number): number {
  if (length !== variable) return at + length
  const short = view.getUint8(at)
  return short === 255 ? at + 3 + view.getUint16(at + 1) : at + 1 + short
}

function readField(
  kind: number,
  view: DataView,
  at: number,
  length: number,
  hosts: Hosts,
  values: Float64Array,
  to: number,
): void {
  if (kind === number) values[to] = unsigned(view, at, length)
  else if (kind === address4) values[to] = hosts.v4(view.getUint32(at))
  else readWide(kind, view, at, hosts, values, to)
}

function readWide(
  kind: number,
  view: DataView,
  at: number,
  hosts: Hosts,
  values: Float64Array,
  to: number,
): void {
  if (kind === ntp) values[to] = ntpMilliseconds(view, at)
  else if (kind === other4) {
    if (view.getUint32(at) !== 0) values[to] = hosts.v4(view.getUint32(at))
  } else if (kind === translated4) {
    const address = view.getUint32(at)
    values[to] = address === 0 ? -1 : hosts.v4(address)
  } else {
    // Fields of an earlier record are still there.
    if (kind === translated6) values[to] = -1
    keepAddress6(values, to, hosts, view, at, kind === address6)
  }
}

function keepAddress6(
  values: Float64Array,
  to: number,
  hosts: Hosts,
  view: DataView,
  at: number,
  isFirst: boolean,
): void {
  const a = view.getUint32(at)
  const b = view.getUint32(at + 4)
  const c = view.getUint32(at + 8)
  const d = view.getUint32(at + 12)
  if (isFirst || (a | b | c | d) !== 0) values[to] = hosts.v6(a, b, c, d)
}

/** Exact up to 2^53. */
function unsigned(view: DataView, at: number, length: number): number {
  if (length === 4) return view.getUint32(at)
  if (length === 2) return view.getUint16(at)
  if (length === 1) return view.getUint8(at)
  if (length === 8) return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + view.getUint8(at + i)
  return value
}

/** Seconds from 1900 to 1970. */
const ntpEpoch = 2_208_988_800

const ntpMilliseconds = (view: DataView, at: number): number =>
  (view.getUint32(at) - ntpEpoch) * 1000 + (view.getUint32(at + 4) / 2 ** 32) * 1000
