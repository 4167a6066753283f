import type { Event } from '../../flow/event.ts'
import { DecodeError } from '../../lib/errors.ts'
import { budgetOf } from './budget.ts'
import type { Conversation, ConversationFlow, Converse } from './conversation.ts'
import { candidatesBy, candidatesOver, isNothing, judge, none } from './candidates.ts'
import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Inner } from './inner.ts'
import { Stream, type StreamSink } from './stream.ts'
import { Undecided } from './undecided.ts'

const maxEvents = 5000
/** Tunnels inside each other that are followed. */
const maxInner = 4

/** A flow's payload, put in order and given to the one dissector that recognises it. */
export const converse: Converse = Object.assign((flow: ConversationFlow) => new FlowConversation(flow), {
  isNothing,
})

class FlowConversation implements Conversation, Finder, StreamSink {
  service = 0
  done = false
  readonly #flow: ConversationFlow
  #src: Stream | undefined
  #dst: Stream | undefined
  #undecided: Undecided | undefined
  #dissector: Dissector | undefined
  #dissection: Dissection | undefined
  #events = 0
  #answered = false
  #inner = 0

  constructor(flow: ConversationFlow) {
    this.#flow = flow
  }

  get srcPort(): number {
    return this.#flow.srcPort
  }

  get dstPort(): number {
    return this.#flow.dstPort
  }

  get isRemotePort(): boolean {
    return this.#flow.context.services.isRemote(this.#byPort)
  }

  get #byPort(): number {
    return this.#flow.context.services.byPort(this.#flow.protocol, this.#flow.dstPort)
  }

  get shared(): object {
    return this.#flow.context
  }

  segment(fromSrc: boolean, seq: number, bytes: Uint8Array, missing: number, ts: number): void {
    if (this.done) return
    if (!fromSrc) this.#answered = true
    const stream = fromSrc ? (this.#src ??= this.#stream(true)) : (this.#dst ??= this.#stream(false))
    stream.push(seq, bytes, missing, ts, this)
    // A stream that was let go while it delivered may have kept the rest.
    if (this.done) stream.drop()
  }

  #stream(fromSrc: boolean): Stream {
    const { srcSeq = -1, dstSeq = -1, context } = this.#flow
    return new Stream(fromSrc, fromSrc ? srcSeq : dstSeq, budgetOf(context))
  }

  datagram(fromSrc: boolean, bytes: Uint8Array, ts: number): void {
    if (!fromSrc) this.#answered = true
    this.deliver(fromSrc, bytes, ts)
  }

  finish(ts: number, heard = false): void {
    if (this.done) return
    this.#src?.finish(this)
    this.#dst?.finish(this)
    if (!this.done) this.#conclude(heard)
    try {
      if (!this.done) this.#dissection?.end(ts)
    } catch (error) {
      this.#failed(error)
    }
    this.#end()
  }

  deliver(fromSrc: boolean, bytes: Uint8Array, ts: number): void {
    if (this.done) return
    if (this.#dissection === undefined) return this.#decide(fromSrc, bytes, ts)
    try {
      if (!this.#dissection.data(fromSrc, bytes, ts)) this.#end()
    } catch (error) {
      this.#failed(error)
    }
  }

  lost(fromSrc: boolean, length: number, ts: number): void {
    if (this.done) return
    if (this.#dissection === undefined) {
      this.#undecided ??= new Undecided(candidatesOver(this.#flow.protocol), budgetOf(this.#flow.context))
      return this.#settle(this.#undecided, this.#undecided.lost(fromSrc, length, ts))
    }
    try {
      if (!this.#dissection.gap(fromSrc, length)) this.#end()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Most flows are told by their first bytes: nothing is kept of those. */
  #decide(fromSrc: boolean, bytes: Uint8Array, ts: number): void {
    const { context } = this.#flow
    if (this.#undecided !== undefined)
      return this.#settle(this.#undecided, this.#undecided.add(fromSrc, bytes, ts))
    const judged = judge(this.#candidates(fromSrc, bytes), fromSrc ? bytes : none, fromSrc ? none : bytes)
    const open = Array.isArray(judged)
      ? judged
      : fromSrc && (judged as Dissector).answers
        ? [judged]
        : undefined
    if (open === undefined) {
      this.#start(judged as Dissector)
      this.deliver(fromSrc, bytes, ts)
    } else if (open.length === 0) this.#end()
    else {
      this.#undecided = new Undecided(open, budgetOf(context))
      this.#settle(this.#undecided, this.#undecided.add(fromSrc, bytes, ts))
    }
  }

  #candidates(fromSrc: boolean, bytes: Uint8Array): readonly Dissector[] {
    const { protocol } = this.#flow
    return protocol === 6 && bytes.length > 0 ? candidatesBy(fromSrc, bytes[0]!) : candidatesOver(protocol)
  }

  #settle(undecided: Undecided, dissector: Dissector | null | undefined): void {
    if (dissector === undefined) return
    if (undecided.probe !== '') this.#noteProbe()
    if (dissector === null) return this.#end()
    this.#undecided = undefined
    this.#start(dissector)
    undecided.replay(this)
    undecided.drop()
  }

  /** The flow is over. What a client spoke to a server that said nothing was a probe, unless its direction was not captured. */
  #conclude(heard: boolean): void {
    const undecided = this.#undecided
    const unanswered = heard && !this.#answered
    if (undecided?.likely !== undefined) {
      if (heard) this.#noteProbe()
      else this.#settle(undecided, undecided.likely)
    } else if (unanswered && this.#flow.context.services.isRemote(this.service)) {
      this.service = 0
      this.#noteProbe()
    }
  }

  #noteProbe(): void {
    const { context, uid } = this.#flow
    context.notes.add(context.sensor, 'probes: a client spoke a remote service, and the server did not', uid)
  }

  #start(dissector: Dissector): void {
    this.#dissector = dissector
    this.service = this.#flow.context.services.code(dissector.name)
    this.#dissection = dissector.start(this)
  }

  /** The bytes contradict the protocol: the dissection ends. */
  #failed(error: unknown): void {
    if (!(error instanceof DecodeError)) throw error
    const { context, uid } = this.#flow
    const reason = `malformed ${this.#dissector!.name}: ${error.message}`
    context.rejects.add(context.sensor, reason, 'offset', error.offset, () => uid)
    this.#end()
  }

  #end(): void {
    this.done = true
    this.#src?.drop()
    this.#dst?.drop()
    this.#undecided?.drop()
    this.#src = this.#dst = this.#undecided = this.#dissection = undefined
  }

  emit(kind: Event['kind'], ts: number, event: Parameters<Finder['emit']>[2]): void {
    const { context, uid, src, dst, srcPort, dstPort, protocol } = this.#flow
    if (++this.#events > maxEvents)
      return context.notes.add(context.sensor, 'events left out: more than 5,000 in one flow', uid)
    const { sensor, space } = context
    const { user = '', outcome = '', detail = {} } = event
    // A dissector that cannot tell what runs inside leaves that to the port.
    const service = this.service || this.#byPort
    this.#flow.emit({
      sensor, space, uid, ts, src, dst, srcPort, dstPort, protocol, service, kind, user, outcome, detail,
    }) // prettier-ignore
  }

  claim(service: string): void {
    this.service = this.#flow.context.services.code(service)
  }

  inner(facts: Event['detail']): Dissection | undefined {
    const { context } = this.#flow
    if (++this.#inner > maxInner) return undefined
    return new Inner(budgetOf(context), (dissector, ts) => {
      const code = context.services.code(dissector.name)
      if (context.services.isRemote(code)) {
        this.service = code
        this.emit('client', ts, { detail: facts })
      }
      return dissector.start(this)
    })
  }
}
