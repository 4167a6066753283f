import type { Budget } from './budget.ts'
import { candidatesBy, candidatesOver, judge, none } from './candidates.ts'
import type { Dissector } from './dissector.ts'
import type { StreamSink } from './stream.ts'

/** What came while no dissector had recognised the flow. */
interface Piece {
  readonly fromSrc: boolean
  /** Undefined where bytes were lost. */
  readonly bytes: Uint8Array | undefined
  readonly length: number
  readonly ts: number
}

const maxHead = 4096
const maxPieces = 256
/** What a piece costs beside its bytes, which may be there twice: in the piece and in the head. */
const perPiece = 128

/** A flow's first bytes in both directions, kept until a dissector recognises them or none can. */
export class Undecided {
  #candidates: readonly Dissector[]
  readonly #budget: Budget
  /** The remote service that the client speaks, while the server has not answered. */
  likely: Dissector | undefined
  /** The remote service that the client spoke and the server does not; '' where there is none. */
  probe = ''
  #kept = 0
  readonly #pieces: Piece[] = []
  readonly #heads: [dst: Uint8Array, src: Uint8Array] = [none, none]
  /** Per direction: no more is known of how it began, since bytes were lost. */
  readonly #closed: [dst: boolean, src: boolean] = [false, false]

  constructor(candidates: readonly Dissector[], budget: Budget) {
    this.#candidates = candidates
    this.#budget = budget
  }

  /** The dissector that recognises the flow with these bytes; null where none ever will; undefined while that is open. */
  add(fromSrc: boolean, bytes: Uint8Array, ts: number): Dissector | null | undefined {
    if (!this.keep(fromSrc, bytes, ts)) return this.likely ?? null
    return this.#judge()
  }

  /** `length` bytes were lost here. What is still recognised then, as `add` says it. */
  lost(fromSrc: boolean, length: number, ts: number): Dissector | null | undefined {
    this.#closed[fromSrc ? 1 : 0] = true
    this.#pieces.push({ fromSrc, bytes: undefined, length, ts })
    return this.#judge()
  }

  #judge(): Dissector | null | undefined {
    const [server, client] = this.#heads
    const judged = this.likely ?? judge(this.#candidates, this.probe === '' ? client : none, server)
    if (!Array.isArray(judged)) return this.#answered(judged as Dissector)
    this.#candidates = judged
    return judged.length === 0 || this.#full() ? null : undefined
  }

  /** A remote service that the client speaks is recognised once the server answers in it, or where its answer is lost. */
  #answered(dissector: Dissector): Dissector | null | undefined {
    const [server, client] = this.#heads
    if (dissector.answers === undefined || client.length === 0 || this.probe !== '') return dissector
    this.likely = dissector
    const answer = server.length === 0 ? undefined : dissector.answers(server)
    if (answer === true || (answer === undefined && this.#closed[0])) return dissector
    const spoken = server.length === 0 ? [] : judge(candidatesAs(dissector, server), none, server)
    if (answer === undefined && Array.isArray(spoken))
      return this.#full() ? (server.length === 0 ? dissector : this.#refused([])) : undefined
    return this.#refused(spoken)
  }

  /** The server speaks something else: the flow is recognised by what it says alone. */
  #refused(spoken: Dissector | readonly Dissector[]): Dissector | null | undefined {
    this.probe = this.likely!.name
    this.likely = undefined
    if (!Array.isArray(spoken)) return spoken as Dissector
    this.#candidates = spoken
    return spoken.length === 0 || this.#full() ? null : undefined
  }

  /** Keeps a piece without judging it. False where there is no room. */
  keep(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const cost = 2 * bytes.length + perPiece
    if (!this.#budget.take(cost)) return false
    this.#kept += cost
    const copy = bytes.slice()
    const side = fromSrc ? 1 : 0
    const head = this.#heads[side]
    if (!this.#closed[side]) this.#heads[side] = head.length === 0 ? copy : joined(head, copy)
    this.#pieces.push({ fromSrc, bytes: copy, length: bytes.length, ts })
    return true
  }

  /** Gives all that came, in the order in which it came; where the client only probed, what the server said. */
  replay(sink: StreamSink): void {
    for (const { fromSrc, bytes, length, ts } of this.#pieces)
      if (fromSrc && this.probe !== '') continue
      else if (bytes === undefined) sink.lost(fromSrc, length, ts)
      else sink.deliver(fromSrc, bytes, ts)
  }

  /** Lets go of what was kept. */
  drop(): void {
    this.#budget.give(this.#kept)
    this.#kept = 0
  }

  #full(): boolean {
    const enough = this.#heads.every((head, side) => head.length >= maxHead || this.#closed[side])
    return enough || this.#pieces.length >= maxPieces || this.#heads.some(head => head.length > 4 * maxHead)
  }
}

/** Those that may recognise, over the same transport, a server that begins so. */
const candidatesAs = ({ transport }: Dissector, server: Uint8Array): readonly Dissector[] =>
  transport === 'tcp' ? candidatesBy(false, server[0]!) : candidatesOver(17)

function joined(head: Uint8Array, bytes: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + bytes.length)
  both.set(head)
  both.set(bytes, head.length)
  return both
}
