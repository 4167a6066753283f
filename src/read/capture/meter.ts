import type { FlowBatch } from '../../flow/batch.ts'
import { FlowTable } from '../../flow/flow-table.ts'
import type { Converse } from '../dissect/conversation.ts'
import { layers, type Layers } from '../packet/layer.ts'
import { links } from '../packet/links.ts'
import { beginFrame, walk, walkInside, walkRest } from '../packet/walk.ts'
import type { Batch, ReadContext } from '../reader.ts'
import type { FrameSink } from './container.ts'
import { ExportTap } from './export-tap.ts'
import { Followed } from './followed.ts'

export interface Limits {
  /** Flows open at once. */
  readonly flows: number
  /** Flows whose payload is followed at once; past it some are given up. */
  readonly conversations: number
}

/** No frame is longer than this on the wire, whatever a record says (libpcap's own limit). */
const maxWire = 1 << 18

/** Packets between two searches for flows that are over. */
const sweepEvery = 1 << 16

/** Frames of one sensor's captures, in order, to flows and to the events that their payload shows. */
export class Meter implements FrameSink {
  readonly #context: ReadContext
  readonly #table: FlowTable
  readonly #followed: Followed
  readonly #exports: ExportTap
  readonly #packet: Layers = layers()
  #sinceSweep = 0
  #withoutIp = 0
  #sealed = 0
  #cut = 0
  #file = ''

  constructor(context: ReadContext, converse: Converse, limits: Limits) {
    this.#context = context
    this.#exports = new ExportTap(context)
    this.#table = new FlowTable({
      sensor: context.sensor,
      space: context.space,
      hosts: context.hosts,
      services: context.services,
      get others() {
        return context.others
      },
      maxFlows: limits.flows,
      ip6: this.#packet.ip6,
      ending: (row, last) => this.#followed.ending(row, last),
      evicted: count =>
        context.notes.add(context.sensor, 'flows ended early: too many open at once', this.#file, count),
    })
    this.#followed = new Followed(context, converse, this.#table, limits.conversations)
  }

  /** The file that the next frames come from. */
  begin(file: string): void {
    this.#file = file
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
    packet.view = view
    packet.ts = ts
    packet.end = end
    packet.wireEnd = at + Math.min(Math.max(wire, end - at), maxWire)
    if (wire > end - at) this.#cut++
    beginFrame(packet)
    walk(layer, at, packet)
    this.#measureAll(packet, offset)
    while (packet.rests.length > 0) {
      walkRest(packet)
      this.#measureAll(packet, offset)
    }
    if (++this.#sinceSweep >= sweepEvery) {
      this.#sinceSweep = 0
      this.#table.sweep(ts)
    }
  }

  /** A packet whose layers were walked, and those inside it. */
  #measureAll(packet: Layers, offset: number): void {
    this.#measure(packet, offset)
    while (packet.inside !== undefined) {
      walkInside(packet)
      this.#measure(packet, offset)
    }
  }

  /** Counts a packet whose layers were walked: for its flow, or for what could not be read. */
  #measure(packet: Layers, offset: number): void {
    if (packet.fault !== '') this.reject(packet.fault, offset)
    if (packet.complete) this.#count(packet, offset)
    else if (packet.fault === '' && !packet.waiting) this.#unread(packet)
  }

  #unread(packet: Layers): void {
    if (packet.sealed) this.#sealed++
    else this.#withoutIp++
    packet.sealed = false
  }

  #count(packet: Layers, offset: number): void {
    const row = this.#table.add(packet)
    if (packet.payloadLength <= 0 || packet.inside !== undefined) return
    if (packet.protocol === 17) this.#exports.datagram(packet, this.#file, offset)
    this.#followed.packet(row, packet)
  }

  /** What is ready to be handed on. */
  take(): Batch[] {
    return this.#batches([...this.#table.take(), ...this.#exports.take()])
  }

  /** No more frames come. */
  finish(): Batch[] {
    const rest = this.#batches([...this.#table.finish(), ...this.#exports.finish()])
    const { lost, waiting } = this.#packet.fragments
    if (this.#cut > 0) this.note('packets cut by the snap length', this.#cut)
    if (this.#withoutIp > 0) this.note('frames that carry no IP', this.#withoutIp)
    if (this.#sealed > 0) this.note('frames encrypted on their link', this.#sealed)
    if (lost + waiting > 0) this.note('fragmented packets that were never whole', lost + waiting)
    return rest
  }

  #batches(flows: FlowBatch[]): Batch[] {
    const batches: Batch[] = flows.map(flows => ({ flows }))
    const events = this.#followed.take()
    if (events.length > 0) batches.push({ events })
    return batches
  }
}
