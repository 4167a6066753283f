import type { Container, FrameFacts, FrameSink } from './container.ts'
import { interfaceOf, lostPackets, nanosecondsOf, type Interface } from './pcapng-interface.ts'

export const sectionHeader = 0x0a0d0d0a
const bigEndian = 0x1a2b3c4d
const littleEndian = 0x4d3c2b1a

/** Block types, and how long a block of each must be at least. Blocks of other types are skipped. */
const interfaceDescription = 1
const oldPacket = 2
const simplePacket = 3
const interfaceStatistics = 5
const enhancedPacket = 6
const shortest: Readonly<Record<number, number>> = {
  [sectionHeader]: 28,
  [interfaceDescription]: 20,
  [oldPacket]: 32,
  [simplePacket]: 16,
  [interfaceStatistics]: 24,
  [enhancedPacket]: 32,
}

/** A block that is read is held whole: longer than this is damage. */
const maxBlock = 1 << 24
const maxInterfaces = 1 << 16

/** A pcapng file (draft-ietf-opsawg-pcapng): sections in either byte order, any number of interfaces. */
export class PcapngFile implements Container {
  readonly #sink: FrameSink
  #little = false
  #interfaces: Interface[] = []
  /** Of the packet at hand: its interface, and where its time lies; -1 where it has none. */
  #face: Interface | undefined
  #fields = -1
  needs = 12
  stopped = false

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  records(view: DataView, at: number, end: number, base: number): number {
    this.needs = 12
    while (end - at >= 12) {
      const type = view.getUint32(at, this.#little)
      if (type === sectionHeader && !this.#section(view, at))
        return this.#stop('no byte order', at + base, end)
      const length = view.getUint32(at + 4, this.#little)
      const least = shortest[type]
      if (length < (least ?? 12) || length % 4 !== 0)
        return this.#stop('impossible block length', at + base, end)
      if (least !== undefined) {
        if (length > maxBlock) return this.#stop('block beyond 16 MiB', at + base, end)
        if (end - at < length) {
          this.needs = length
          return at
        }
        this.#block(type, view, at, at + length - 4, at + base)
      }
      at += length
    }
    return at
  }

  /** A new section: its byte order holds from its own length on, and its interfaces are numbered from 0. */
  #section(view: DataView, at: number): boolean {
    const magic = view.getUint32(at + 8)
    if (magic !== bigEndian && magic !== littleEndian) return false
    this.#little = magic === littleEndian
    return true
  }

  #block(type: number, view: DataView, at: number, end: number, offset: number): void {
    const little = this.#little
    if (type === enhancedPacket)
      this.#packet(view, at + 28, end, view.getUint32(at + 8, little), at + 12, offset)
    else if (type === oldPacket)
      this.#packet(view, at + 28, end, view.getUint16(at + 8, little), at + 12, offset)
    else if (type === simplePacket) this.#simple(view, at, end, offset)
    else if (type === interfaceDescription) this.#interface(view, at, end, offset)
    else if (type === interfaceStatistics) this.#statistics(view, at, end)
    else this.#newSection()
  }

  /** Enhanced and old packet blocks: interface, then time in two halves, captured and original length at `fields`. */
  #packet(view: DataView, at: number, end: number, id: number, fields: number, offset: number): void {
    const little = this.#little
    const face = this.#interfaces[id]
    if (face === undefined) return this.#sink.reject('packet of an interface that was not described', offset)
    const captured = view.getUint32(fields + 8, little)
    if (captured > end - at) return this.#sink.reject('packet longer than its block', offset)
    this.#face = face
    this.#fields = fields
    const ticks = view.getUint32(fields, little) * 2 ** 32 + view.getUint32(fields + 4, little)
    const wire = view.getUint32(fields + 12, little)
    this.#sink.frame(view, at, at + captured, wire, ticks / face.units + face.offset, face.link, offset)
  }

  /** A simple packet block has no time: it is counted at the epoch, and said. */
  #simple(view: DataView, at: number, end: number, offset: number): void {
    const face = this.#interfaces[0]
    if (face === undefined) return this.#sink.reject('packet of an interface that was not described', offset)
    const wire = view.getUint32(at + 8, this.#little)
    const captured = Math.min(wire, end - at - 12, face.snap || Infinity)
    this.#face = face
    this.#fields = -1
    this.#sink.note('packets without a time', 1)
    this.#sink.frame(view, at + 12, at + 12 + captured, wire, 0, face.link, offset)
  }

  #interface(view: DataView, at: number, end: number, offset: number): void {
    if (this.#interfaces.length >= maxInterfaces) this.#sink.reject('too many interfaces', offset)
    else this.#interfaces.push(interfaceOf(view, at, end, this.#little))
  }

  #statistics(view: DataView, at: number, end: number): void {
    const face = this.#interfaces[view.getUint32(at + 8, this.#little)]
    if (face) face.lost = lostPackets(view, at + 20, end, this.#little)
  }

  #newSection(): void {
    const lost = this.#interfaces.reduce((sum, face) => sum + face.lost, 0)
    if (lost > 0) this.#sink.note('packets that the capture lost', lost)
    this.#interfaces = []
  }

  #stop(reason: string, offset: number, end: number): number {
    this.#sink.reject(`${reason}; the rest of the file was not read`, offset)
    this.stopped = true
    return end
  }

  facts(view: DataView): FrameFacts {
    const little = this.#little
    const at = this.#fields
    const ticks =
      at < 0 ? 0n : (BigInt(view.getUint32(at, little)) << 32n) + BigInt(view.getUint32(at + 4, little))
    const face = this.#face!
    return { nanoseconds: at < 0 ? 0n : nanosecondsOf(face, ticks), snap: face.snap }
  }

  finish(): void {
    this.#newSection()
  }
}
