import { fixedLayouts } from './netflow5.ts'

/**
 * Whether the UDP payload at `at` up to `end` is a NetFlow v1, v5, v7, v9 or IPFIX export: the version, counts and lengths
 * agree with the payload's size, and the clock in the header is plausible. Strict, since captures hold any UDP traffic.
 */
export function looksLikeExport(view: DataView, at: number, end: number): boolean {
  if (end - at < 16) return false
  const check = checks[view.getUint16(at)]
  return check !== undefined && plausible(headerClock(view, at)) && check(view, at, end)
}

/** The exporter's clock in a header that is at least 16 bytes long: seconds since the epoch. */
export const headerClock = (view: DataView, at: number): number =>
  view.getUint32(at + (view.getUint16(at) === 10 ? 4 : 8))

type Check = (view: DataView, at: number, end: number) => boolean

/** 1990 to 2050. */
const plausible = (seconds: number): boolean => seconds > 631_152_000 && seconds < 2_524_608_000

/** v1, v5 and v7: `count` records of a fixed size after the header; a datagram may have more bytes. */
const fixed =
  (version: number, most: number): Check =>
  (view, at, end) => {
    const { header, record } = fixedLayouts[version]!
    const count = view.getUint16(at + 2)
    return count > 0 && count <= most && end - at >= header + count * record && view.getUint32(at + 12) < 1e9
  }

/** The sets (v9: flowsets) from `at` fill the payload, but for zeros at its end. */
function setsFill(view: DataView, at: number, end: number, isSet: (id: number) => boolean): boolean {
  let sets = 0
  for (let length = 0; end - at >= 4; at += length, sets++) {
    length = view.getUint16(at + 2)
    if (length === 0) break
    if (!isSet(view.getUint16(at)) || length < 4 || length > end - at) return false
  }
  return sets > 0 && isZero(view, at, end)
}

export function isZero(view: DataView, at: number, end: number): boolean {
  while (at < end) if (view.getUint8(at++) !== 0) return false
  return true
}

const checks: Readonly<Record<number, Check>> = {
  1: fixed(1, 24),
  5: fixed(5, 30),
  7: fixed(7, 28),
  9: (view, at, end) =>
    end - at >= 24 && setsFill(view, at + 20, end, id => id === 0 || id === 1 || id >= 256),
  10: (view, at, end) =>
    end - at >= 20 &&
    view.getUint16(at + 2) === end - at &&
    setsFill(view, at + 16, end, id => id === 2 || id === 3 || id >= 256),
}
