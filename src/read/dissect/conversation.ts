import type { Event } from '../../flow/event.ts'
import type { ReadContext } from '../reader.ts'

/** What the flow table knows of a flow when its first payload comes. */
export interface ConversationFlow {
  readonly uid: string
  /** Host ids and ports, originator first. */
  readonly src: number
  readonly dst: number
  readonly srcPort: number
  readonly dstPort: number
  /** 6 TCP, 17 UDP. */
  readonly protocol: number
  readonly start: number
  /** Sequence number of each side's first payload byte, where its SYN was seen (-1 or absent elsewhere): what comes before its turn can then wait. */
  readonly srcSeq?: number
  readonly dstSeq?: number
  readonly context: ReadContext
  /** Where the dissectors' events go. */
  emit(event: Event): void
}

/**
 * Follows one flow's payload: puts TCP segments in order, recognises the protocol by content, runs its dissector.
 * The flow table makes one for a flow that has payload, and stops feeding it when `done`.
 * Memory is bounded: a few KiB of out-of-order data and undecided bytes a direction; past it the flow is given up.
 */
export interface Conversation {
  /**
   * TCP payload as it came on the wire, in any order, repeated or overlapping. `seq` is that of its first byte.
   * `bytes` is only valid during the call. `missing` bytes after it were on the wire but not captured (snap length).
   */
  segment(fromSrc: boolean, seq: number, bytes: Uint8Array, missing: number, ts: number): void
  /** One UDP datagram's payload. */
  datagram(fromSrc: boolean, bytes: Uint8Array, ts: number): void
  /** The flow has ended or was timed out: what is pending is said. `heard`: packets of the responder were captured. */
  finish(ts: number, heard?: boolean): void
  /** Code of the service that the payload shows; 0 while none is recognised. */
  readonly service: number
  /** Nothing more is to be learnt from this flow's payload. */
  readonly done: boolean
}

/** Makes a flow's conversation. The one place where the packet layer meets the dissectors. */
export interface Converse {
  (flow: ConversationFlow): Conversation
  /**
   * Whether nothing will be recognised in a flow of TCP (6) or UDP (17) whose payload begins, in one direction, with bytes
   * `at` to `end` (at least one): most flows are told apart so, and need no conversation.
   */
  isNothing?(protocol: number, fromSrc: boolean, view: DataView, at: number, end: number): boolean
}
