import type { Event } from '../../flow/event.ts'
import type { FlowTable } from '../../flow/flow-table.ts'
import { rst, syn } from '../../flow/packet.ts'
import type { Conversation, ConversationFlow, Converse } from '../dissect/conversation.ts'
import type { Layers } from '../packet/layer.ts'
import type { ReadContext } from '../reader.ts'

/** The flows whose payload is followed, by their rows in the flow table. */
export class Followed {
  readonly #context: ReadContext
  readonly #converse: Converse
  readonly #table: FlowTable
  readonly #limit: number
  readonly #conversations: (Conversation | undefined)[] = []
  /** The services that conversations which are over had recognised. */
  readonly #recognised: number[] = []
  readonly #emit = (event: Event): void => void this.#events.push(event)
  #events: Event[] = []
  #open = 0
  #hand = -1

  /** At most `limit` flows are followed at once. */
  constructor(context: ReadContext, converse: Converse, table: FlowTable, limit: number) {
    this.#context = context
    this.#converse = converse
    this.#table = table
    this.#limit = limit
  }

  /** A packet with payload that was counted for the flow in this row. */
  packet(row: number, packet: Layers): void {
    if (this.#table.isUnfollowed(row) || (packet.protocol === 6 && (packet.flags & rst) !== 0)) return
    const fromSrc = this.#table.fromOriginator(row, packet)
    const known = this.#conversations[row]
    if (known === undefined && this.#isNothing(row, fromSrc, packet)) return this.#table.unfollow(row)
    const conversation = known ?? this.#begin(row, packet)
    const { view, payload, payloadEnd, ts } = packet
    const bytes = new Uint8Array(view.buffer, view.byteOffset + payload, payloadEnd - payload)
    if (packet.protocol === 17) conversation.datagram(fromSrc, bytes, ts)
    else conversation.segment(fromSrc, firstByte(packet), bytes, packet.payloadLength - bytes.length, ts)
    if (conversation.done) this.#end(row, conversation)
  }

  /** Whether a flow's first payload shows that nothing will be recognised. */
  #isNothing(row: number, fromSrc: boolean, packet: Layers): boolean {
    const { protocol, view, payload, payloadEnd } = packet
    if (protocol !== 6 || payload === payloadEnd) return false
    const first = this.#table.firstSeq(row, fromSrc)
    if (first >= 0 && first !== firstByte(packet)) return false
    return this.#converse.isNothing?.(fromSrc, view, payload, payloadEnd) === true
  }

  #begin(row: number, packet: Layers): Conversation {
    if (this.#open >= this.#limit) this.#giveUp(packet.ts)
    this.#open++
    const { src, dst, srcPort, dstPort } = this.#table.ends(row)
    const flow: { -readonly [K in keyof ConversationFlow]: ConversationFlow[K] } = {
      uid: this.#table.uid(row),
      src,
      dst,
      srcPort,
      dstPort,
      protocol: packet.protocol,
      start: packet.ts,
      context: this.#context,
      emit: this.#emit,
    }
    const srcSeq = this.#table.firstSeq(row, true)
    const dstSeq = this.#table.firstSeq(row, false)
    if (srcSeq >= 0) flow.srcSeq = srcSeq
    if (dstSeq >= 0) flow.dstSeq = dstSeq
    return (this.#conversations[row] = this.#converse(flow))
  }

  /** Ends the next conversation round the table, so that a flood of new ones cannot keep all others from being followed. */
  #giveUp(ts: number): void {
    const { length } = this.#conversations
    for (let steps = 0; steps < length; steps++) {
      this.#hand = (this.#hand + 1) % length
      const conversation = this.#conversations[this.#hand]
      if (!conversation) continue
      conversation.finish(ts)
      this.#end(this.#hand, conversation)
      const text = 'flows whose payload was followed in part: too many open at once'
      return this.#context.notes.add(this.#context.sensor, text)
    }
  }

  /** Nothing more is to be learnt: what was recognised stays with the flow, the rest is dropped. */
  #end(row: number, conversation: Conversation): void {
    this.#recognised[row] = conversation.service
    this.#conversations[row] = undefined
    this.#table.unfollow(row)
    this.#open--
  }

  /** The flow in this row ends. The code of the service that its payload showed, or 0. */
  ending(row: number, last: number): number {
    const conversation = this.#conversations[row]
    if (conversation !== undefined) {
      conversation.finish(last)
      this.#end(row, conversation)
    }
    const recognised = this.#recognised[row] ?? 0
    if (recognised !== 0) this.#recognised[row] = 0
    return recognised
  }

  /** The events found since the last call. */
  take(): Event[] {
    const events = this.#events
    if (events.length > 0) this.#events = []
    return events
  }
}

/** Sequence number of a segment's first payload byte. */
const firstByte = (packet: Layers): number => (packet.seq + ((packet.flags & syn) >> 1)) >>> 0
