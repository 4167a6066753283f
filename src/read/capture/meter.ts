import { FlowTable } from '../../flow/flow-table.ts'
import { rst } from '../../flow/packet.ts'
import type { PortServices } from '../../flow/services.ts'
import type { Notes } from '../../lib/notes.ts'
import type { Rejects } from '../../lib/rejects.ts'
import { layers, type Layers } from '../packet/layer.ts'
import { links } from '../packet/links.ts'
import { walkFrame, walkNext } from '../packet/walk.ts'
import type { FrameSink } from './container.ts'
import { Haul } from './haul.ts'
import { SeenTwice } from './seen-twice.ts'

/** What a meter needs of what readers share. */
export interface MeterContext {
  readonly sensor: string
  readonly services: PortServices
  readonly rejects: Rejects
  readonly notes: Notes
}

/** Files of one rotated capture may overlap by so many seconds, since packets are not always written in order. */
const overlap = 1

/** Packets between two searches for flows that are over. */
const sweepEvery = 1 << 16

/** Frames of one sensor's captures, in order, to flows; what is to be understood of them goes into the haul. */
export class Meter implements FrameSink {
  readonly haul = new Haul()
  readonly #context: MeterContext
  readonly #table: FlowTable
  readonly #packet: Layers = layers()
  #sinceSweep = 0
  readonly #twice = new SeenTwice()
  readonly #withoutIp = new FirstIn()
  readonly #sealed = new FirstIn()
  readonly #cut = new FirstIn()
  #file = ''

  /** At most `maxFlows` flows are open at once. */
  constructor(context: MeterContext, maxFlows: number) {
    this.#context = context
    this.#table = new FlowTable({
      services: context.services,
      maxFlows,
      ended: row => this.haul.flow(row, this.#table.rows),
      evicted: count => this.note('flows ended early: too many open at once', count),
    })
  }

  /** Where the ids of IPv6 addresses in hauls come from. */
  get ip6(): Layers['ip6'] {
    return this.#packet.ip6
  }

  /** The file that the next frames come from, and the time of the first of them. */
  begin(file: string, first: number): void {
    this.#file = file
    if (first < this.#packet.ts - overlap)
      this.note('captures that overlap in time: what both show counts twice', 1)
  }

  reject(reason: string, offset: number): void {
    this.#context.rejects.add(this.#file, reason, 'offset', offset)
  }

  note(text: string, count: number): void {
    this.#context.notes.add(this.#context.sensor, text, this.#file, count)
  }

  frame(
    view: DataView,
    at: number,
    end: number,
    wire: number,
    ts: number,
    link: number,
    offset: number,
  ): void {
    const layer = links[link]
    if (layer === undefined) return this.reject(`link type ${link} is not read`, offset)
    const packet = this.#packet
    packet.ts = ts
    if (wire > end - at) this.#cut.add(this.#file)
    walkFrame(layer, view, at, end, wire, packet)
    do this.#measure(packet, offset)
    while (walkNext(packet))
    if (++this.#sinceSweep >= sweepEvery) {
      this.#sinceSweep = 0
      this.#table.sweep(ts)
    }
  }

  /** Counts a packet whose layers were walked: for its flow, or for what could not be read. */
  #measure(packet: Layers, offset: number): void {
    if (packet.fault !== '') this.reject(packet.fault, offset)
    if (packet.complete) this.#count(packet, offset)
    else if (packet.fault === '' && !packet.waiting) this.#unread(packet)
  }

  #unread(packet: Layers): void {
    if (packet.sealed) this.#sealed.add(this.#file)
    else this.#withoutIp.add(this.#file)
    packet.sealed = false
  }

  #count(packet: Layers, offset: number): void {
    const row = this.#table.add(packet)
    if (packet.payloadLength <= 0 || packet.inside !== undefined) return
    if (packet.protocol === 6) {
      if ((packet.flags & rst) !== 0) return
      this.#twice.segment(packet)
    }
    this.haul.payload(packet, row, this.#table.rows, offset)
  }

  /** No more frames come: ends at most `count` flows. False where none is left, and all is said that is to be noted. */
  finish(count: number): boolean {
    if (this.#table.finish(count)) return true
    this.#total('packets cut by the snap length', this.#cut)
    this.#total('frames that carry no IP', this.#withoutIp)
    this.#total('frames encrypted on their link', this.#sealed)
    const { share } = this.#twice
    const { lost, waiting } = this.#packet.fragments
    // The last file is not where these were.
    this.#file = ''
    if (share > 0) this.note(`about ${share} % of packets seen twice: counts are too high`, 1)
    if (lost + waiting > 0) this.note('fragmented packets that were never whole', lost + waiting)
    return false
  }

  #total(text: string, { count, file }: FirstIn): void {
    if (count > 0) this.#context.notes.add(this.#context.sensor, text, file, count)
  }
}

/** How many there were, and in which file the first. */
class FirstIn {
  count = 0
  file = ''

  add(file: string): void {
    if (this.count++ === 0) this.file = file
  }
}
