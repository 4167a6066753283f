import type { FlowRecord } from './join-record.ts'

/** Silence that ends a session, seconds of record time: Zeek's. */
const tcpIdle = 300
const otherIdle = 60
/** Exporters' active timeouts, after which they report a session that goes on: from the shortest to the longest in use. */
const shortestActive = 60
const longestActive = 1800
/** How long exporters keep a record before they send it: what is always waited for, and at most. */
const shortestDelay = 120
const longestDelay = 7200

/** Waiting lists: sessions that may go on, by idle time, and ended ones, of which only late records can come. */
export const tcpList = 0
export const otherList = 1
export const endedList = 2

/** Seconds of silence that end a session of a protocol. */
export const idleOf = (protocol: number): number => (protocol === 6 ? tcpIdle : otherIdle)

/** How long records of a session may take to come, as the exporters' own records show it. */
export class JoinTimeouts {
  /** The longest record so far: how long a session's next piece may take to come. */
  #active = shortestActive
  /** The longest time from a record's last packet to its receipt so far: how much later the other direction may come. */
  #delay = shortestDelay

  learn(record: FlowRecord): void {
    const duration = record.end - record.start
    const delay = record.received - record.end
    if (duration > this.#active) this.#active = Math.min(longestActive, duration)
    // A clock that is hours off tells nothing.
    if (delay > this.#delay && delay <= longestDelay) this.#delay = delay
  }

  /** Seconds that a session of a list is kept after its last record. */
  hold(list: number): number {
    if (list === endedList) return this.#delay
    return (list === tcpList ? tcpIdle : otherIdle) + this.#active + this.#delay
  }
}
