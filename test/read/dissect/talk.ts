import type { Event } from '../../../src/flow/event.ts'
import { converse } from '../../../src/read/dissect/converse.ts'
import type { ConversationFlow } from '../../../src/read/dissect/conversation.ts'
import type { ReadContext } from '../../../src/read/reader.ts'
import { newContext } from '../pcap-helpers.ts'

/** What one side says: `>` the originator, `<` the responder; a number of bytes that were lost. */
export type Turn = readonly ['>' | '<', Uint8Array | number]

export interface Told {
  readonly service: string
  readonly done: boolean
  /** `login success alice {"method":"ntlm"}`: outcome and user where there is one. */
  readonly events: string[]
  readonly context: ReadContext
}

/** Bytes in hexadecimal; from `//` on a line is comment. */
export const hex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replace(/\/\/.*$/gm, '').replace(/\s/g, ''), 'hex'))

export const text = (words: string): Uint8Array => Uint8Array.from(Buffer.from(words, 'latin1'))

export const utf16 = (words: string): Uint8Array => Uint8Array.from(Buffer.from(words, 'utf16le'))

export function bytes(...parts: readonly (Uint8Array | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => (typeof part === 'number' ? [part] : [...part])))
}

export const le16 = (value: number): number[] => [value & 255, (value >> 8) & 255]
export const le32 = (value: number): number[] => [...le16(value & 0xffff), ...le16(value >>> 16)]
export const be16 = (value: number): number[] => [(value >> 8) & 255, value & 255]
export const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value & 0xffff)]

export const oneLine = ({ kind, outcome, user, detail }: Event): string =>
  [kind, outcome, user, JSON.stringify(detail)].filter(part => part !== '').join(' ')

export interface Options {
  readonly srcPort?: number
  readonly dstPort?: number
  readonly protocol?: number
  /** The largest piece that TCP carries. */
  readonly cut?: number
  readonly context?: ReadContext
  /** Packets of the responder were captured, if only ones without payload. */
  readonly heard?: boolean
}

/** A flow of the context's, with the events that it says put in `events`. */
export function flowIn(context: ReadContext, events: Event[], options: Options = {}): ConversationFlow {
  return {
    uid: 'C1',
    src: context.hosts.v4(1),
    dst: context.hosts.v4(2),
    srcPort: options.srcPort ?? 40000,
    dstPort: options.dstPort ?? 9,
    protocol: options.protocol ?? 6,
    start: 1,
    srcSeq: 1000,
    dstSeq: 5000,
    context,
    emit: event => void events.push(event),
  }
}

/** Lets two sides talk, and tells what is understood. */
export function talk(turns: readonly Turn[], options: Options = {}): Told {
  const context = options.context ?? newContext()
  const events: Event[] = []
  const conversation = converse(flowIn(context, events, options))
  const next = { '>': 1000, '<': 5000 }
  let ts = 1
  for (const [side, said] of turns) {
    ts++
    if (typeof said === 'number') next[side] += said
    else if (options.protocol === 17) conversation.datagram(side === '>', said, ts)
    else {
      const cut = options.cut ?? said.length
      for (let at = 0; at < said.length; at += cut) {
        const piece = said.subarray(at, at + cut)
        if (!conversation.done) conversation.segment(side === '>', next[side], piece, 0, ts)
        next[side] += piece.length
      }
    }
    if (conversation.done) break
  }
  const { done } = conversation
  conversation.finish(ts, options.heard)
  return { service: context.services.name(conversation.service), done, events: events.map(oneLine), context }
}

/** The same talk with its bytes cut off after every possible number of them. */
export function* cutShort(turns: readonly Turn[]): Generator<readonly Turn[]> {
  for (let i = 0; i < turns.length; i++) {
    const [side, said] = turns[i]!
    if (typeof said === 'number') continue
    for (let length = 0; length < said.length; length++)
      yield [...turns.slice(0, i), [side, said.subarray(0, length)]]
  }
}
