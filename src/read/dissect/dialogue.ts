import type { Dissection } from './dissector.ts'
import { Messages, type Framing } from './messages.ts'

/** A protocol whose two directions are cut into messages alike. */
export interface Talk extends Framing {
  /** Nothing more comes, or nothing that can be read: says what is still to be said. May come again. */
  finish(ts: number): void
}

/** Both directions of a connection as the messages of one talk. */
export class Dialogue implements Dissection {
  readonly #talk: Talk
  readonly #src: Messages
  readonly #dst: Messages

  constructor(talk: Talk) {
    this.#talk = talk
    this.#src = new Messages(talk)
    this.#dst = new Messages(talk)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const more = (fromSrc ? this.#src : this.#dst).push(bytes, ts)
    if (!more) this.#talk.finish(ts)
    return more
  }

  gap(fromSrc: boolean, length: number): boolean {
    ;(fromSrc ? this.#src : this.#dst).gap(length)
    return true
  }

  end(ts: number): void {
    this.#talk.finish(ts)
  }
}
