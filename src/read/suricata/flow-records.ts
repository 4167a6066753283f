import { guessed, known } from '../../flow/codes.ts'
import type { Flow } from '../../flow/batch.ts'
import { syn } from '../../flow/packet.ts'
import { count, numberAt, secondsOf, textAt, type JsonObject } from '../text/values.ts'
import type { Envelope } from './envelope.ts'
import { flagsIn, hexadecimal, stateOf, type Flags } from './state.ts'

/** The columns that a record of a whole flow fills. */
export type Measures = Pick<
  Flow,
  | 'start' | 'duration' | 'srcPackets' | 'srcBytes' | 'dstPackets' | 'dstBytes' | 'state' | 'direction'
> // prettier-ignore

/** Reads the counts and times of a record of type `flow`; undefined where its times are wrong. */
export function measures(record: JsonObject, { protocol }: Envelope): Measures | undefined {
  const [start, end] = times(record, 'flow')
  if (!(start >= 0)) return undefined
  const flags = flagsIn(record)
  const flow = (name: string) => count(numberAt(record, 'flow', name))
  const answers = flow('pkts_toclient')
  return {
    start,
    duration: Math.max(0, round(end - start)),
    srcPackets: flow('pkts_toserver'),
    srcBytes: flow('bytes_toserver'),
    dstPackets: answers,
    dstBytes: flow('bytes_toclient'),
    state: stateOf(protocol, answers, flags, record),
    direction: direction(protocol, flags),
  }
}

/** Without the client's SYN, Suricata takes who sent the first packet that it saw for the client. */
const direction = (protocol: number, { toServer }: Flags): number =>
  protocol === 6 && toServer >= 0 && (toServer & syn) === 0 ? guessed : known

function times(record: JsonObject, part: string): [number, number] {
  const start = secondsOf(textAt(record, part, 'start'))
  const end = secondsOf(textAt(record, part, 'end'))
  return [start, end >= 0 ? end : start]
}

const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6

/** One direction of a flow, as a record of type `netflow` has it. */
interface Half extends Envelope {
  readonly record: JsonObject
}

/** A client's half, and the server's where it came. */
interface Pair {
  readonly client: Half
  readonly answer?: JsonObject
}

/** Flows that wait for their other half, or for a record of the whole; Suricata writes all when the flow is over, though other threads may write between. */
const maxPairs = 10_000

/** Puts the two directions of a flow in records of type `netflow` together, the server's after the client's. */
export class Halves {
  readonly #waiting = new Map<string, Pair>()

  /** Takes a half. Returns the flows that cannot wait any longer. */
  add(ends: Envelope, record: JsonObject): (Envelope & Measures)[] {
    const before = this.#waiting.get(ends.uid)
    if (before && !before.answer && isAnswer(before.client, ends)) {
      this.#waiting.set(ends.uid, { ...before, answer: record })
      return []
    }
    const given = before ?? (this.#waiting.size >= maxPairs ? this.#oldest() : undefined)
    this.#waiting.delete(given?.client.uid ?? '')
    this.#waiting.set(ends.uid, { client: { ...ends, record } })
    return given ? [whole(given)] : []
  }

  /** A record of the whole flow came: its halves say nothing new. */
  forget(uid: string): void {
    if (uid !== '') this.#waiting.delete(uid)
  }

  #oldest(): Pair | undefined {
    for (const pair of this.#waiting.values()) return pair
    return undefined
  }

  /** What still waits. */
  rest(): (Envelope & Measures)[] {
    const rest = [...this.#waiting.values()].map(whole)
    this.#waiting.clear()
    return rest
  }
}

const isAnswer = (client: Envelope, ends: Envelope): boolean =>
  client.src === ends.dst && client.srcPort === ends.dstPort

/** A flow from its halves, or from the one that came. */
function whole({ client: { record, ...ends }, answer }: Pair): Envelope & Measures {
  const [start, end] = times(record, 'netflow')
  const [from, until] = answer ? times(answer, 'netflow') : [start, end]
  const flags = {
    toServer: hexadecimal(textAt(record, 'tcp', 'tcp_flags')),
    toClient: answer ? hexadecimal(textAt(answer, 'tcp', 'tcp_flags')) : 0,
  }
  const answers = count(numberAt(answer, 'netflow', 'pkts'))
  const first = Math.min(start, from)
  return {
    ...ends,
    start: first,
    duration: Math.max(0, round(Math.max(end, until) - first)),
    srcPackets: count(numberAt(record, 'netflow', 'pkts')),
    srcBytes: count(numberAt(record, 'netflow', 'bytes')),
    dstPackets: answers,
    dstBytes: count(numberAt(answer, 'netflow', 'bytes')),
    state: stateOf(ends.protocol, answers, flags, record),
    direction: direction(ends.protocol, flags),
  }
}

/** Whether a record of type `netflow` has times. */
export const hasTimes = (record: JsonObject): boolean => times(record, 'netflow')[0] >= 0
