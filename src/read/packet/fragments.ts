import { fault, type Layers } from './layer.ts'

/** One datagram on its way: its bytes, and which of them have come. */
interface Datagram {
  /** From 1, in the order in which they began. */
  readonly number: number
  /** When its first fragment came, epoch seconds. */
  readonly start: number
  bytes: Uint8Array
  /** Half-open ranges that have come, in order, not touching. */
  ranges: [number, number][]
  /** Length of the whole payload, once the last fragment has come; -1 before. */
  length: number
  /** Of the first fragment's headers: they count for the datagram's IP length. */
  header: number
}

const maxDatagrams = 256
/** Seconds after which a datagram is no longer waited for (RFC 8200 §4.5). */
const patience = 60
const maxRanges = 64
const maxPayload = 65535

/**
 * IP fragments to datagrams. Bytes that came first stay, whatever overlaps them later.
 * Bounded: 256 datagrams at once (the oldest is given up), for a minute, 64 holes each.
 */
export class Fragments {
  readonly #datagrams = new Map<string, Datagram>()
  #begun = 0
  /** Datagrams that were given up before they were complete. */
  lost = 0

  get waiting(): number {
    return this.#datagrams.size
  }

  /**
   * Takes the fragment at `at` in the packet's view, whose payload belongs at `offset`. `header` is the length of the IP
   * headers before it. When the datagram is whole, the packet becomes it, and the walk goes on with its protocol.
   */
  add(packet: Layers, at: number, offset: number, more: boolean, id: number, header: number): number {
    const length = packet.wireEnd - at
    // Of a first fragment that was cut, the ports are there.
    if (packet.end < packet.wireEnd) return offset === 0 ? at : fault(packet, 'fragment cut by the capture')
    if (length <= 0 || offset + length > maxPayload) return fault(packet, 'impossible fragment')
    const key = `${packet.version},${packet.src},${packet.dst},${packet.protocol},${id},${packet.plan}`
    const datagram = this.#open(key, packet.ts)
    packet.datagram = datagram.number
    if (offset === 0) datagram.header = header
    if (!more) datagram.length = offset + length
    const bytes = new Uint8Array(packet.view.buffer, packet.view.byteOffset + at, length)
    if (!insert(datagram, offset, bytes)) {
      this.#datagrams.delete(key)
      return fault(packet, 'too many holes between fragments')
    }
    const whole = datagram.ranges.length === 1 && datagram.ranges[0]![0] === 0
    if (!whole || datagram.length < 0 || datagram.ranges[0]![1] < datagram.length) {
      packet.waiting = true
      packet.next = -1
      return packet.end
    }
    this.#datagrams.delete(key)
    return become(packet, datagram)
  }

  /** The datagram that fragments of this key are of now: the numbers come round, so one that waited too long is given up. */
  #open(key: string, ts: number): Datagram {
    const datagram = this.#datagrams.get(key)
    if (datagram !== undefined && Math.abs(ts - datagram.start) <= patience) return datagram
    if (datagram !== undefined) this.lost++
    this.#datagrams.delete(key)
    return this.#begin(key, ts)
  }

  #begin(key: string, start: number): Datagram {
    if (this.#datagrams.size >= maxDatagrams) {
      const [oldest] = this.#datagrams.keys()
      this.#datagrams.delete(oldest!)
      this.lost++
    }
    const datagram = {
      number: ++this.#begun,
      start,
      bytes: new Uint8Array(4096),
      ranges: [],
      length: -1,
      header: 20,
    }
    this.#datagrams.set(key, datagram)
    return datagram
  }
}

/** The packet goes on as the whole datagram. */
function become(packet: Layers, datagram: Datagram): number {
  packet.view = new DataView(datagram.bytes.buffer, 0, datagram.length)
  packet.end = packet.wireEnd = datagram.length
  packet.ipLength = datagram.header + datagram.length
  packet.next = packet.protocol
  return 0
}

/** Copies what is new of a fragment and joins the ranges. False where there are too many holes. */
function insert(datagram: Datagram, offset: number, bytes: Uint8Array): boolean {
  const end = offset + bytes.length
  if (end > datagram.bytes.length) {
    const bigger = new Uint8Array(Math.max(end, datagram.bytes.length * 2))
    bigger.set(datagram.bytes)
    datagram.bytes = bigger
  }
  const ranges: [number, number][] = []
  let [from, to] = [offset, end]
  let next = offset
  for (const [start, stop] of datagram.ranges) {
    if (start > next && next < end) {
      const until = Math.min(start, end)
      datagram.bytes.set(bytes.subarray(next - offset, until - offset), next)
    }
    if (stop > next) next = stop
    if (stop < from || start > to) ranges.push([start, stop])
    else [from, to] = [Math.min(from, start), Math.max(to, stop)]
  }
  if (next < end) datagram.bytes.set(bytes.subarray(next - offset), next)
  ranges.push([from, to])
  datagram.ranges = ranges.sort((a, b) => a[0] - b[0])
  return ranges.length <= maxRanges
}
