import * as at from '../../flow/flow-table-rows.ts'
import { doublesPerRow, FlowRows, wordsPerRow } from '../../flow/flow-table-rows.ts'
import { isForward } from '../../flow/flow-table.ts'
import { syn } from '../../flow/packet.ts'
import type { Layers } from '../packet/layer.ts'

/** Words of a payload: its flow's row in the flow table, what the flow table knew of the flow by then, and where it lies. */
export const wordsPerPayload = 16
export const row = 0
/** Protocol, and whether addresses are IPv6, as in the flow table. */
export const kind = 1
export const bits = 2
export const lo = 3
export const hi = 4
export const ports = 5
/** The sides' first sequence numbers, where `bits` says that they are known; they count a SYN. */
export const srcSeq = 6
export const dstSeq = 7
/** Sequence number of the payload's first byte. */
export const seq = 8
/** Number of the view, where the captured bytes begin and end in it, and how many more there were on the wire. */
export const view = 9
export const from = 10
export const until = 11
export const missing = 12
/** How many flows of this haul had ended before. */
export const endedBefore = 13

/** Doubles of a payload: its time and that of its flow's first packet in epoch seconds, and the place of its frame in the file. */
export const doublesPerPayload = 3
export const ts = 0
export const start = 1
export const offset = 2

/** Values of `bits`. */
export const fromSrc = 1
export const loIsSrc = 2
export const srcSeqKnown = 4
export const dstSeqKnown = 8

/**
 * What a piece of a capture leaves to be understood: payloads, and flows that are over (their rows copied), in one order.
 * Valid as long as the bytes of the piece are.
 */
export class Haul {
  payloads = 0
  words = new Int32Array(1024 * wordsPerPayload)
  doubles = new Float64Array(1024 * doublesPerPayload)
  /** What payloads lie in. */
  readonly views: DataView[] = []
  ended = 0
  readonly rows = new FlowRows(256)
  /** The flows' rows in the flow table. */
  numbers = new Int32Array(256)

  /** A packet's payload, the packet counted for the flow in this row. */
  payload(packet: Layers, number: number, rows: FlowRows, place: number): void {
    const i = this.payloads++
    if (i * wordsPerPayload === this.words.length) this.#grow()
    const { words, doubles, views } = this
    const base = i * wordsPerPayload
    const flow = number * wordsPerRow
    const known = rows.words
    if (views[views.length - 1] !== packet.view) views.push(packet.view)
    const loIsOriginator = (known[flow + at.bits]! & at.loIsOriginator) !== 0
    const seen = known[flow + at.seen]!
    words[base + row] = number
    words[base + kind] = known[flow + at.kind]!
    words[base + bits] =
      (loIsOriginator === isForward(packet) ? fromSrc : 0) |
      (loIsOriginator ? loIsSrc : 0) |
      ((seen & at.synLetter) !== 0 ? srcSeqKnown : 0) |
      ((seen & (at.synLetter << 16)) !== 0 ? dstSeqKnown : 0)
    words[base + lo] = known[flow + at.lo]!
    words[base + hi] = known[flow + at.hi]!
    words[base + ports] = known[flow + at.ports]!
    words[base + srcSeq] = known[flow + at.originator + at.startSeq]!
    words[base + dstSeq] = known[flow + at.responder + at.startSeq]!
    words[base + seq] = packet.seq + ((packet.flags & syn) >> 1)
    words[base + view] = views.length - 1
    words[base + from] = packet.payload
    words[base + until] = packet.payloadEnd
    words[base + missing] = packet.payloadLength - (packet.payloadEnd - packet.payload)
    words[base + endedBefore] = this.ended
    const d = i * doublesPerPayload
    doubles[d + ts] = packet.ts
    doubles[d + start] = rows.doubles[number * doublesPerRow + at.start]!
    doubles[d + offset] = place
  }

  #grow(): void {
    const words = new Int32Array(this.words.length * 2)
    const doubles = new Float64Array(this.doubles.length * 2)
    words.set(this.words)
    doubles.set(this.doubles)
    this.words = words
    this.doubles = doubles
  }

  /** A flow that is over. */
  flow(number: number, rows: FlowRows): void {
    const i = this.ended++
    if (i === this.numbers.length) {
      const numbers = new Int32Array(i * 2)
      numbers.set(this.numbers)
      this.numbers = numbers
    }
    this.numbers[i] = number
    this.rows.copy(i, rows, number)
  }

  clear(): void {
    this.payloads = this.ended = this.views.length = 0
  }
}
