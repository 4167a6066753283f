/**
 * Whether the UDP payload at `at` up to `end` is a NetFlow v1, v5, v7, v9 or IPFIX export: the version, counts and lengths
 * agree with the payload's size, and the clock in the header is plausible. Strict, since captures hold any UDP traffic.
 */
export function looksLikeExport(view: DataView, at: number, end: number): boolean {
  if (end - at < 16) return false
  const check = checks[view.getUint16(at)]
  return check !== undefined && check(view, at, end)
}

type Check = (view: DataView, at: number, end: number) => boolean

/** 1995 to 2100: exporters without a clock send seconds since they started, which is not recognised on unknown ports. */
const plausibleClock = (seconds: number): boolean => seconds > 788_918_400 && seconds < 4_102_444_800

/** v1, v5 and v7: `count` records of a fixed size after the header; a datagram may be cut or padded by less than a record. */
const fixed =
  (header: number, record: number, most: number): Check =>
  (view, at, end) => {
    if (end - at < header + record) return false
    const count = view.getUint16(at + 2)
    const nanoseconds = view.getUint32(at + 12)
    const whole = Math.floor((end - at - header) / record)
    return (
      count > 0 &&
      count <= most &&
      count <= whole &&
      plausibleClock(view.getUint32(at + 8)) &&
      nanoseconds < 1e9
    )
  }

/** The sets (v9: flowsets) from `at` fill the payload exactly, but for v9's last padding of fewer than 4 bytes. */
function setsFill(view: DataView, at: number, end: number, isSet: (id: number) => boolean): boolean {
  let sets = 0
  while (end - at >= 4) {
    const length = view.getUint16(at + 2)
    if (!isSet(view.getUint16(at)) || length < 4 || length > end - at) return false
    at += length
    sets++
  }
  return sets > 0
}

const checks: Readonly<Record<number, Check>> = {
  1: fixed(16, 52, 24),
  5: fixed(24, 48, 30),
  7: fixed(24, 52, 28),
  9: (view, at, end) =>
    end - at >= 24 &&
    plausibleClock(view.getUint32(at + 8)) &&
    setsFill(view, at + 20, end, id => id === 0 || id === 1 || id >= 256),
  10: (view, at, end) =>
    end - at >= 20 &&
    view.getUint16(at + 2) === end - at &&
    plausibleClock(view.getUint32(at + 4)) &&
    setsFill(view, at + 16, end, id => id === 2 || id === 3 || id >= 256),
}
