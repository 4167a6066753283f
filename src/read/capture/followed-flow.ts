import type { Event } from '../../flow/event.ts'
import type { FlowOutput } from '../../flow/flow-table-output.ts'
import type { ConversationFlow } from '../dissect/conversation.ts'
import type { ReadContext } from '../reader.ts'
import * as of from './haul.ts'
import { doublesPerPayload, wordsPerPayload, type Haul } from './haul.ts'

/** What the flow table knew of a flow when its first payload came. Most flows are never asked for their id and hosts. */
export class FollowedFlow implements ConversationFlow {
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly start: number
  readonly srcSeq: number
  readonly dstSeq: number
  readonly context: ReadContext
  readonly emit: (event: Event) => void
  readonly #output: FlowOutput
  readonly #kind: number
  readonly #lo: number
  readonly #hi: number
  readonly #ports: number
  readonly #loIsSrc: boolean
  readonly #opened: number

  constructor(
    { words, doubles }: Haul,
    i: number,
    context: ReadContext,
    output: FlowOutput,
    emit: (event: Event) => void,
  ) {
    const base = i * wordsPerPayload
    const bits = words[base + of.bits]!
    const ports = words[base + of.ports]!
    const loIsSrc = (bits & of.loIsSrc) !== 0
    this.context = context
    this.emit = emit
    this.#output = output
    this.#kind = words[base + of.kind]!
    this.#lo = words[base + of.lo]!
    this.#hi = words[base + of.hi]!
    this.#ports = ports
    this.#loIsSrc = loIsSrc
    this.#opened = doubles[i * doublesPerPayload + of.start]!
    this.protocol = this.#kind & 255
    this.srcPort = loIsSrc ? ports >>> 16 : ports & 0xffff
    this.dstPort = loIsSrc ? ports & 0xffff : ports >>> 16
    this.start = doubles[i * doublesPerPayload + of.ts]!
    this.srcSeq = (bits & of.srcSeqKnown) !== 0 ? (words[base + of.srcSeq]! + 1) >>> 0 : -1
    this.dstSeq = (bits & of.dstSeqKnown) !== 0 ? (words[base + of.dstSeq]! + 1) >>> 0 : -1
  }

  get uid(): string {
    return this.#output.uid(this.#lo, this.#hi, this.#ports, this.#kind, this.#opened)
  }

  get src(): number {
    return this.#output.host(this.#loIsSrc ? this.#lo : this.#hi, this.#kind)
  }

  get dst(): number {
    return this.#output.host(this.#loIsSrc ? this.#hi : this.#lo, this.#kind)
  }
}
