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

/** Halves that wait for the other; Suricata writes both when the flow is over, though other threads may write between. */
const maxHalves = 10_000

/** Puts the two directions of a flow in records of type `netflow` together, the server's after the client's. */
export class Halves {
  readonly #waiting = new Map<string, Half>()

  /** Takes a half. Returns the flow that it completes, and the one for which there is no room left. */
  add(ends: Envelope, record: JsonObject): (Envelope & Measures)[] {
    const client = this.#waiting.get(ends.uid)
    if (client && client.src === ends.dst && client.srcPort === ends.dstPort) {
      this.#waiting.delete(ends.uid)
      return [whole(client, record)]
    }
    const given = client ?? (this.#waiting.size >= maxHalves ? this.#oldest() : undefined)
    this.#waiting.delete(given?.uid ?? '')
    this.#waiting.set(ends.uid, { ...ends, record })
    return given ? [whole(given)] : []
  }

  #oldest(): Half | undefined {
    for (const half of this.#waiting.values()) return half
    return undefined
  }

  /** Flows of which only one direction came. */
  rest(): (Envelope & Measures)[] {
    const rest = [...this.#waiting.values()].map(half => whole(half))
    this.#waiting.clear()
    return rest
  }
}

/** A flow from its halves, or from the one that came. */
function whole({ record, ...ends }: Half, answer?: JsonObject): Envelope & Measures {
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
