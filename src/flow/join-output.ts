import * as at from './join-rows.ts'
import { doublesPerSide, wordsPerRow, type JoinRows } from './join-rows.ts'
import { batchCapacity, flowBatch, type FlowBatch } from './batch.ts'
import { byPort, established, guessed, known, noAnswer, partial, rejected } from './codes.ts'
import type { FlowOrigin } from './flow-table-output.ts'
import { JoinServers } from './join-servers.ts'
import { openerOf, type Opener } from './join-side.ts'
import { ack, fin, rst, syn } from './packet.ts'
import { Sides } from './side.ts'
import { flowUid } from './uid.ts'

/** Joined sessions that are over, as batches of flows. */
export class JoinOutput {
  /** Flows of one direction whose flags show that there was another: the exporter does not see both. */
  oneWay = 0
  readonly #origin: FlowOrigin
  readonly #sides: Sides
  readonly #servers = new JoinServers()
  #batch = flowBatch()
  #full: FlowBatch[] = []

  constructor(origin: FlowOrigin) {
    this.#origin = origin
    this.#sides = new Sides(origin.services)
  }

  push(rows: JoinRows, row: number): void {
    const { services, others } = this.#origin
    const opener = openerOf(rows, row, this.#sides, this.#servers)
    this.#learn(rows, row, opener)
    const dstPort =
      opener.side === 0
        ? rows.words[row * wordsPerRow + at.highPort]!
        : rows.words[row * wordsPerRow + at.lowPort]!
    const service = services.byPort(rows.words[row * wordsPerRow + at.protocol]!, dstPort)
    const state = this.#state(rows, row, row * 2 + opener.side, row * 2 + 1 - opener.side)
    if (others !== undefined && !services.isRemote(service)) return others.add(firstOf(rows, row))
    this.#fill(rows, row, opener, service, state)
    if (this.#batch.length < batchCapacity) return
    this.#full.push(this.#batch)
    this.#batch = flowBatch()
  }

  #fill(rows: JoinRows, row: number, { side, known: isKnown }: Opener, service: number, state: number): void {
    const batch = this.#batch
    const i = batch.length++
    const isLow = side === 0
    batch.sensor[i] = this.#origin.sensor
    batch.space[i] = this.#origin.space
    batch.src[i] = isLow ? rows.words[row * wordsPerRow + at.low]! : rows.words[row * wordsPerRow + at.high]!
    batch.dst[i] = isLow ? rows.words[row * wordsPerRow + at.high]! : rows.words[row * wordsPerRow + at.low]!
    batch.srcPort[i] = isLow
      ? rows.words[row * wordsPerRow + at.lowPort]!
      : rows.words[row * wordsPerRow + at.highPort]!
    batch.dstPort[i] = isLow
      ? rows.words[row * wordsPerRow + at.highPort]!
      : rows.words[row * wordsPerRow + at.lowPort]!
    batch.protocol[i] = rows.words[row * wordsPerRow + at.protocol]!
    batch.service[i] = service
    batch.serviceBy[i] = byPort
    batch.direction[i] = isKnown ? known : guessed
    batch.vlan[i] = rows.words[row * wordsPerRow + at.vlan]!
    this.#measure(batch, i, rows, row * 2 + side, row * 2 + 1 - side)
    batch.state[i] = state
    batch.uid[i] = this.#uid(rows, row, batch.start[i]!)
  }

  /** Remembers who served. A session of a few packets may be a scan's, whose port recurs as a server's does. */
  #learn(rows: JoinRows, row: number, { side, known }: Opener): void {
    const protocol = rows.words[row * wordsPerRow + at.protocol]!
    const least = protocol === 6 ? 3 : 1
    const isSession =
      rows.doubles[row * 2 * doublesPerSide + at.packets]! >= least &&
      rows.doubles[(row * 2 + 1) * doublesPerSide + at.packets]! >= least
    if (!isSession || (protocol !== 6 && protocol !== 17)) return
    if (!known || side === 1)
      this.#servers.learn(
        protocol,
        rows.words[row * wordsPerRow + at.low]!,
        rows.words[row * wordsPerRow + at.lowPort]!,
      )
    if (!known || side === 0)
      this.#servers.learn(
        protocol,
        rows.words[row * wordsPerRow + at.high]!,
        rows.words[row * wordsPerRow + at.highPort]!,
      )
  }

  #measure(batch: FlowBatch, i: number, rows: JoinRows, from: number, to: number): void {
    const start = firstOf(rows, from >> 1)
    batch.start[i] = start
    batch.duration[i] = lastOf(rows, from >> 1) - start
    batch.srcBytes[i] = rows.doubles[from * doublesPerSide + at.bytes]!
    batch.dstBytes[i] = rows.doubles[to * doublesPerSide + at.bytes]!
    batch.srcPackets[i] = rows.doubles[from * doublesPerSide + at.packets]!
    batch.dstPackets[i] = rows.doubles[to * doublesPerSide + at.packets]!
  }

  #state(rows: JoinRows, row: number, from: number, to: number): number {
    if (rows.words[row * wordsPerRow + at.denied] !== 0) return rejected
    const answered = rows.doubles[to * doublesPerSide + at.packets]! > 0
    if (rows.words[row * wordsPerRow + at.protocol] === 17) return answered ? established : noAnswer
    if (rows.words[row * wordsPerRow + at.protocol] !== 6) return partial
    const [flags, answer] = [rows.flags[from]!, rows.flags[to]!]
    // That sampling took no packet of the answer says nothing.
    if (!answered && rows.words[row * wordsPerRow + at.sampled] !== 0) return partial
    const state =
      answered && flags !== 0 && answer === 0
        ? biflowState(
            flags,
            rows.doubles[from * doublesPerSide + at.packets]!,
            rows.doubles[to * doublesPerSide + at.packets]!,
          )
        : tcpState(flags, answer, answered, rows.words[row * wordsPerRow + at.sampled] !== 0)
    if (!answered && state === partial && rows.flags[from] !== 0) this.oneWay++
    return state
  }

  #uid(rows: JoinRows, row: number, start: number): string {
    const { hosts } = this.#origin
    const list = (words: number | readonly number[]) => (typeof words === 'number' ? [words] : words)
    const low = list(hosts.words(rows.words[row * wordsPerRow + at.low]!))
    const high = list(hosts.words(rows.words[row * wordsPerRow + at.high]!))
    const lowPort = rows.words[row * wordsPerRow + at.lowPort]!
    const highPort = rows.words[row * wordsPerRow + at.highPort]!
    // Host ids follow the order of first sight; the id of a flow must not.
    return (compare(low, high) || lowPort - highPort) <= 0
      ? flowUid(low, high, (lowPort << 16) | highPort, rows.words[row * wordsPerRow + at.protocol]!, start)
      : flowUid(high, low, (highPort << 16) | lowPort, rows.words[row * wordsPerRow + at.protocol]!, start)
  }

  /** Batches that are full. */
  take(): FlowBatch[] {
    const full = this.#full
    if (full.length > 0) this.#full = []
    return full
  }

  /** All that is left. */
  finish(): FlowBatch[] {
    const rest = [...this.take(), ...(this.#batch.length > 0 ? [this.#batch] : [])]
    this.#batch = flowBatch()
    return rest
  }
}

/** The first packet of either end. */
export function firstOf(rows: JoinRows, row: number): number {
  if (rows.doubles[row * 2 * doublesPerSide + at.packets] === 0)
    return rows.doubles[(row * 2 + 1) * doublesPerSide + at.first]!
  return rows.doubles[(row * 2 + 1) * doublesPerSide + at.packets] === 0
    ? rows.doubles[row * 2 * doublesPerSide + at.first]!
    : Math.min(
        rows.doubles[row * 2 * doublesPerSide + at.first]!,
        rows.doubles[(row * 2 + 1) * doublesPerSide + at.first]!,
      )
}

export const lastOf = (rows: JoinRows, row: number): number =>
  Math.max(
    rows.doubles[row * 2 * doublesPerSide + at.last]!,
    rows.doubles[(row * 2 + 1) * doublesPerSide + at.last]!,
  )

function compare(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return 0
}

/**
 * The state of a TCP session from the flags of both ends' packets. A server's SYN makes it established, as in Zeek. Without one
 * it began before the export did, unless sampling left the SYN out.
 */
function tcpState(from: number, to: number, answered: boolean, sampled: boolean): number {
  if (!answered) return (from & syn) !== 0 && (from & ack) === 0 ? noAnswer : partial
  if ((to & syn) !== 0) return established
  if ((to & rst) !== 0 && (from & syn) !== 0) return rejected
  const bothAck = (from & to & ack) !== 0
  const noFlags = from === 0 && to === 0
  return (sampled && bothAck) || noFlags ? established : partial
}

/**
 * The same of a biflow, of which many exporters say one value for both ends, or that of the source alone. Every SYN that is
 * reset has one packet of each end, and no ACK but that of the reset.
 */
function biflowState(flags: number, fromPackets: number, toPackets: number): number {
  if ((flags & syn) === 0) return partial
  const reset = (flags & rst) !== 0 && (flags & fin) === 0 && fromPackets === toPackets
  return (flags & ack) === 0 || reset ? rejected : established
}
