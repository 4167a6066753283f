import type { Event } from '../../flow/event.ts'
import type { FlowOutput } from '../../flow/flow-table-output.ts'
import type { Conversation, Converse } from '../dissect/conversation.ts'
import type { ReadContext } from '../reader.ts'
import { FollowedFlow } from './followed-flow.ts'
import * as of from './haul.ts'
import { doublesPerPayload, wordsPerPayload, type Haul } from './haul.ts'

/** What is known of the flow in a row: nothing yet, that it has a conversation, or that nothing is to be learnt from it. */
const fresh = 0
const open = 1
const over = 2

/** The flows whose payload is followed, by their rows in the flow table. */
export class Followed {
  readonly #context: ReadContext
  readonly #converse: Converse
  readonly #output: FlowOutput
  readonly #limit: number
  readonly #conversations: (Conversation | undefined)[] = []
  #states = new Uint8Array(1024)
  /** The services that conversations which are over had recognised. */
  readonly #recognised: number[] = []
  readonly #emit = (event: Event): void => void this.#events.push(event)
  #events: Event[] = []
  #open = 0
  #hand = -1

  /** At most `limit` flows are followed at once. */
  constructor(context: ReadContext, converse: Converse, output: FlowOutput, limit: number) {
    this.#context = context
    this.#converse = converse
    this.#output = output
    this.#limit = limit
  }

  /** The haul's payload with this number. */
  payload(haul: Haul, i: number): void {
    const { words } = haul
    const base = i * wordsPerPayload
    const row = words[base + of.row]!
    const state = this.#state(row)
    if (state === over) return
    if (state === fresh && this.#isNothing(haul, base)) {
      this.#states[row] = over
      return
    }
    const conversation = state === open ? this.#conversations[row]! : this.#begin(haul, i, row)
    const view = haul.views[words[base + of.view]!]!
    const from = words[base + of.from]!
    const bytes = new Uint8Array(view.buffer, view.byteOffset + from, words[base + of.until]! - from)
    const fromSrc = (words[base + of.bits]! & of.fromSrc) !== 0
    const ts = haul.doubles[i * doublesPerPayload + of.ts]!
    if ((words[base + of.kind]! & 255) === 17) conversation.datagram(fromSrc, bytes, ts)
    else conversation.segment(fromSrc, words[base + of.seq]! >>> 0, bytes, words[base + of.missing]!, ts)
    if (conversation.done) this.#end(row, conversation)
  }

  #state(row: number): number {
    if (row >= this.#states.length) {
      const larger = new Uint8Array(Math.max(row + 1, 2 * this.#states.length))
      larger.set(this.#states)
      this.#states = larger
    }
    return this.#states[row]!
  }

  /** Whether a flow's first payload shows that nothing will be recognised. */
  #isNothing({ words, views }: Haul, base: number): boolean {
    const from = words[base + of.from]!
    const until = words[base + of.until]!
    if (from === until) return false
    const bits = words[base + of.bits]!
    const fromSrc = (bits & of.fromSrc) !== 0
    const protocol = words[base + of.kind]! & 255
    if (protocol === 6 && (bits & (fromSrc ? of.srcSeqKnown : of.dstSeqKnown)) !== 0) {
      const first = words[base + (fromSrc ? of.srcSeq : of.dstSeq)]! + 1
      if (((first - words[base + of.seq]!) | 0) !== 0) return false
    }
    return this.#converse.isNothing?.(protocol, fromSrc, views[words[base + of.view]!]!, from, until) === true
  }

  #begin(haul: Haul, i: number, row: number): Conversation {
    if (this.#open >= this.#limit) this.#giveUp(haul.doubles[i * doublesPerPayload + of.ts]!)
    this.#open++
    this.#states[row] = open
    const flow = new FollowedFlow(haul, i, this.#context, this.#output, this.#emit)
    return (this.#conversations[row] = this.#converse(flow))
  }

  /** Ends the next conversation round the table, so that a flood of new ones cannot keep all others from being followed. */
  #giveUp(ts: number): void {
    const { length } = this.#conversations
    for (let steps = 0; steps < length; steps++) {
      this.#hand = (this.#hand + 1) % length
      const conversation = this.#conversations[this.#hand]
      if (!conversation) continue
      conversation.finish(ts, false)
      this.#end(this.#hand, conversation)
      const text = 'flows whose payload was followed in part: too many open at once'
      return this.#context.notes.add(this.#context.sensor, text)
    }
  }

  /** Nothing more is to be learnt: what was recognised stays with the flow, the rest is dropped. */
  #end(row: number, conversation: Conversation): void {
    this.#recognised[row] = conversation.service
    this.#conversations[row] = undefined
    this.#states[row] = over
    this.#open--
  }

  /**
   * The flow in this row ends; `heard` says whether packets of its responder were captured. The code of the service that its payload
   * showed, or 0.
   */
  ending(row: number, last: number, heard: boolean): number {
    if (this.#state(row) === fresh) return 0
    const conversation = this.#conversations[row]
    if (conversation !== undefined) {
      conversation.finish(last, heard)
      this.#end(row, conversation)
    }
    this.#states[row] = fresh
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
