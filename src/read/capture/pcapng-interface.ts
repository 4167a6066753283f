/** What an interface description block says of the packets that name it. */
export interface Interface {
  readonly link: number
  /** Bytes kept of a packet; 0 for all. */
  readonly snap: number
  /** Ticks a second, and seconds that are added. */
  readonly units: number
  readonly offset: number
  /** Packets that were dropped, by the interface's last statistics block. */
  lost: number
}

const timeResolution = 9
const timeOffset = 14
const interfaceDropped = 5
const systemDropped = 7

/** An interface description block from `at` to its trailing length at `end`. */
export function interfaceOf(view: DataView, at: number, end: number, little: boolean): Interface {
  let units = 1e6
  let offset = 0
  options(view, at + 16, end, little, (code, value, length) => {
    if (code === timeResolution && length === 1) {
      const exponent = view.getUint8(value)
      units = (exponent & 0x80) !== 0 ? 2 ** (exponent & 0x7f) : 10 ** exponent
    } else if (code === timeOffset && length === 8) offset = Number(view.getBigInt64(value, little))
  })
  const link = view.getUint16(at + 8, little)
  return { link, snap: view.getUint32(at + 12, little), units, offset, lost: 0 }
}

/** The packets that the interface and the system dropped, by the options of a statistics block. */
export function lostPackets(view: DataView, at: number, end: number, little: boolean): number {
  let lost = 0
  options(view, at, end, little, (code, value, length) => {
    if ((code === interfaceDropped || code === systemDropped) && length === 8)
      lost += Number(view.getBigUint64(value, little))
  })
  return lost
}

/** A count of an interface's ticks as nanoseconds since the epoch, as exact as it is. */
export const nanosecondsOf = ({ units, offset }: Interface, ticks: bigint): bigint =>
  Number.isSafeInteger(units)
    ? (ticks * 1_000_000_000n) / BigInt(units) + BigInt(offset) * 1_000_000_000n
    : BigInt(Math.round((Number(ticks) / units + offset) * 1e9))

/** Calls `each` for the options from `at` to `end`: code, where the value is, how long. Stops at one that does not fit. */
function options(
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  each: (code: number, value: number, length: number) => void,
): void {
  while (end - at >= 4) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === 0 || length > end - at - 4) return
    each(code, at + 4, length)
    at += 4 + Math.ceil(length / 4) * 4
  }
}
