import type { Hosts } from '../../flow/hosts.ts'
import { address4, address6, columnCount, ntp, number, skip } from './fields.ts'
import { variable, type Template } from './templates.ts'

/** One record's values by `slot`; -1 for what it does not have. */
export const emptyValues = (): Float64Array => new Float64Array(columnCount).fill(-1)

/** Reads one record at `at` into `values`; returns the offset after it, or -1 where it does not fit before `end`. */
export function readValues(
  template: Template,
  view: DataView,
  at: number,
  end: number,
  hosts: Hosts,
  values: Float64Array,
): number {
  const { kinds, slots, lengths } = template
  values.fill(-1)
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
    const kind = kinds[i]!
    if (kind === number) values[slots[i]!] = unsigned(view, at, length)
    else if (kind !== skip) readWide(kind, view, at, hosts, values, slots[i]!)
    at += length
  }
  return at
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
  else if (kind === address4) keepAddress(values, to, hosts, view.getUint32(at))
  else if (kind === address6) keepAddress6(values, to, hosts, view, at)
}

// A template may have both an IPv4 and an IPv6 address of one end, of which one is zero.
function keepAddress(values: Float64Array, to: number, hosts: Hosts, address: number): void {
  if (address !== 0 || values[to] === -1) values[to] = hosts.v4(address)
}

function keepAddress6(values: Float64Array, to: number, hosts: Hosts, view: DataView, at: number): void {
  const a = view.getUint32(at)
  const b = view.getUint32(at + 4)
  const c = view.getUint32(at + 8)
  const d = view.getUint32(at + 12)
  if ((a | b | c | d) !== 0 || values[to] === -1) values[to] = hosts.v6(a, b, c, d)
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
