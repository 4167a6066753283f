import type { FlowBatch } from '../../flow/batch.ts'
import { FlowOutput } from '../../flow/flow-table-output.ts'
import * as at from '../../flow/flow-table-rows.ts'
import { doublesPerRow, wordsPerRow } from '../../flow/flow-table-rows.ts'
import type { Ip6Ids } from '../../flow/ip6-ids.ts'
import type { Converse } from '../dissect/conversation.ts'
import type { Batch, ReadContext } from '../reader.ts'
import { ExportTap } from './export-tap.ts'
import { Followed } from './followed.ts'
import * as of from './haul.ts'
import { doublesPerPayload, wordsPerPayload, type Haul } from './haul.ts'

/** What hauls say: flows with their services, and the events and exports in their payloads. */
export class Contents {
  readonly #output: FlowOutput
  readonly #followed: Followed
  readonly #exports: ExportTap

  /** `ip6` is where the ids of IPv6 addresses come from. At most `limit` flows' payloads are followed at once. */
  constructor(context: ReadContext, converse: Converse, ip6: Ip6Ids, limit: number) {
    this.#output = new FlowOutput(context, ip6)
    this.#followed = new Followed(context, converse, this.#output, limit)
    this.#exports = new ExportTap(context)
  }

  /** Takes a haul of this file. */
  add(haul: Haul, file: string): void {
    const { words, payloads } = haul
    let ended = 0
    for (let i = 0; i < payloads; i++) {
      const base = i * wordsPerPayload
      for (const before = words[base + of.endedBefore]!; ended < before; ended++) this.#end(haul, ended)
      const protocol = words[base + of.kind]! & 255
      if (protocol === 17 || protocol === 6) this.#export(haul, i, file)
      this.#followed.payload(haul, i)
    }
    for (; ended < haul.ended; ended++) this.#end(haul, ended)
  }

  #end({ rows, numbers }: Haul, i: number): void {
    this.#exports.end(2 * numbers[i]!)
    this.#exports.end(2 * numbers[i]! + 1)
    const last = rows.doubles[i * doublesPerRow + at.last]!
    const heard = rows.words[i * wordsPerRow + at.responder + at.packets]! > 0
    this.#output.push(rows, i, this.#followed.ending(numbers[i]!, last, heard))
  }

  #export({ words, doubles, views }: Haul, i: number, file: string): void {
    const base = i * wordsPerPayload
    const view = views[words[base + of.view]!]!
    const [from, until] = [words[base + of.from]!, words[base + of.until]!]
    const bits = words[base + of.bits]!
    const isLo = ((bits & of.fromSrc) !== 0) === ((bits & of.loIsSrc) !== 0)
    const isTcp = (words[base + of.kind]! & 255) === 6
    const key = 2 * words[base + of.row]! + Number(isLo)
    if (!this.#exports.mayBe(view, from, until) && !(isTcp && this.#exports.carries(key))) return
    const sender = this.#output.host(words[base + (isLo ? of.lo : of.hi)]!, words[base + of.kind]!)
    const ports = words[base + of.ports]!
    const ts = doubles[i * doublesPerPayload + of.ts]!
    const offset = doubles[i * doublesPerPayload + of.offset]!
    const missing = words[base + of.missing]!
    const payload = { view, from, until, cut: missing > 0, ts, file, offset }
    const port = isLo ? ports >>> 16 : ports & 0xffff
    if (!isTcp) return this.#exports.datagram(payload, sender, port)
    this.#exports.segment(key, { ...payload, seq: words[base + of.seq]!, missing }, sender, port)
  }

  /** What is ready to be handed on. */
  take(): Batch[] {
    return this.#batches(this.#output.take(), this.#exports.take())
  }

  /** No more hauls come. */
  finish(): Batch[] {
    return this.#batches(this.#output.finish(), this.#exports.finish())
  }

  #batches(flows: FlowBatch[], exported: FlowBatch[]): Batch[] {
    const batches: Batch[] = [...flows, ...exported].map(flows => ({ flows }))
    const events = this.#followed.take()
    if (events.length > 0) batches.push({ events })
    return batches
  }
}
