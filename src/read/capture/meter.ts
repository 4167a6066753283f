import type { FlowBatch } from '../../flow/batch.ts'
import type { Event } from '../../flow/event.ts'
import { FlowTable } from '../../flow/flow-table.ts'
import type { Conversation, Converse } from '../dissect/conversation.ts'
import { layers, type Layers } from '../packet/layer.ts'
import { beginFrame, links, walk, walkInside } from '../packet/walk.ts'
import type { Batch, ReadContext } from '../reader.ts'
import type { FrameSink } from './container.ts'
import { ExportTap } from './export-tap.ts'

export interface Limits {
  /** Flows open at once. */
  readonly flows: number
  /** Flows whose payload is followed at once. */
  readonly conversations: number
}

/** No frame is longer than this on the wire, whatever a record says (libpcap's own limit). */
const maxWire = 1 << 18

/** Packets between two searches for flows that are over. */
const sweepEvery = 1 << 16

/** Frames of one sensor's captures, in order, to flows and to the events that their payload shows. */
export class Meter implements FrameSink {
  readonly #context: ReadContext
  readonly #converse: Converse
  readonly #limits: Limits
  readonly #table: FlowTable
  readonly #packet: Layers = layers()
  /** By row of the table; null where nothing more is to be learnt. */
  readonly #conversations: (Conversation | null | undefined)[] = []
  /** By row: the service that a conversation which is over had recognised. */
  readonly #recognised: number[] = []
  readonly #exports: ExportTap
  readonly #emit = (event: Event): void => void this.#events.push(event)
  #following = 0
  #events: Event[] = []
  #sinceSweep = 0
  #withoutIp = 0
  #cut = 0
  #file = ''

  constructor(context: ReadContext, converse: Converse, limits: Limits) {
    this.#context = context
    this.#converse = converse
    this.#limits = limits
    this.#exports = new ExportTap(context)
    this.#table = new FlowTable({
      sensor: context.sensor,
      space: context.space,
      hosts: context.hosts,
      services: context.services,
      maxFlows: limits.flows,
      ip6: this.#packet.ip6,
      ending: (row, last) => this.#ending(row, last),
      evicted: count =>
        context.notes.add(context.sensor, 'flows ended early: too many open at once', this.#file, count),
    })
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
    this.#measure(packet, offset)
    while (packet.inside !== undefined) {
      walkInside(packet)
      this.#measure(packet, offset)
    }
    if (++this.#sinceSweep >= sweepEvery) {
      this.#sinceSweep = 0
      this.#table.sweep(ts)
    }
  }

  /** Counts a packet whose layers were walked: for its flow, or for what could not be read. */
  #measure(packet: Layers, offset: number): void {
    if (packet.fault !== '') this.reject(packet.fault, offset)
    if (packet.complete) this.#count(packet, offset)
    else if (packet.fault === '' && !packet.waiting) this.#withoutIp++
  }

  #count(packet: Layers, offset: number): void {
    const row = this.#table.add(packet)
    if (packet.payloadLength <= 0 || packet.inside !== undefined) return
    if (packet.protocol === 17) this.#exports.datagram(packet, this.#file, offset)
    const conversation = this.#conversations[row]
    if (conversation === null) return
    this.#follow(row, conversation ?? this.#open(row, packet), packet)
  }

  #follow(row: number, conversation: Conversation | null, packet: Layers): void {
    if (conversation === null) return
    const { view, payload, payloadEnd, ts } = packet
    const fromSrc = this.#table.fromOriginator(row, packet)
    const bytes = new Uint8Array(view.buffer, view.byteOffset + payload, payloadEnd - payload)
    if (packet.protocol === 17) conversation.datagram(fromSrc, bytes, ts)
    else {
      const seq = (packet.flags & 2) === 0 ? packet.seq : packet.seq + 1
      conversation.segment(fromSrc, seq >>> 0, bytes, packet.payloadLength - bytes.length, ts)
    }
    if (conversation.done) this.#close(row, conversation)
  }

  #open(row: number, packet: Layers): Conversation | null {
    if (this.#following >= this.#limits.conversations) {
      this.note('flows whose payload was not followed: too many open at once', 1)
      return (this.#conversations[row] = null)
    }
    this.#following++
    const { src, dst, srcPort, dstPort } = this.#table.ends(row)
    const conversation = this.#converse({
      uid: this.#table.uid(row),
      src,
      dst,
      srcPort,
      dstPort,
      protocol: packet.protocol,
      start: packet.ts,
      ...this.#table.firstSeqs(row),
      context: this.#context,
      emit: this.#emit,
    })
    return (this.#conversations[row] = conversation)
  }

  /** Nothing more is to be learnt: what it recognised stays with the flow, the rest is dropped. */
  #close(row: number, conversation: Conversation): void {
    this.#recognised[row] = conversation.service
    this.#conversations[row] = null
    this.#following--
  }

  #ending(row: number, last: number): number {
    const conversation = this.#conversations[row]
    if (conversation) {
      conversation.finish(last)
      this.#close(row, conversation)
    }
    const service = this.#recognised[row] ?? 0
    this.#conversations[row] = undefined
    this.#recognised[row] = 0
    return service
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
    if (lost + waiting > 0) this.note('fragmented packets that were never whole', lost + waiting)
    return rest
  }

  #batches(flows: FlowBatch[]): Batch[] {
    const batches: Batch[] = flows.map(flows => ({ flows }))
    if (this.#events.length > 0) batches.push({ events: this.#events })
    this.#events = []
    return batches
  }
}
