import { batchCapacity, flowBatch, type FlowBatch } from './batch.ts'
import { byPort, established, guessed, known, noAnswer, partial, rejected } from './codes.ts'
import type { FlowOrigin } from './flow-table-output.ts'
import type { JoinNotes } from './join-notes.ts'
import { bytesPerRow, way, type JoinRows } from './join-rows.ts'
import type { JoinWays } from './join-ways.ts'
import { JoinServers } from './join-servers.ts'
import { emptySession, readSession, type End, type Session } from './join-session.ts'
import { guessedBy, openedBy, openerOf, strayEnd, type Opener } from './join-side.ts'
import { ack, fin, rst, syn } from './packet.ts'
import { Sides } from './side.ts'
import { flowUid } from './uid.ts'

/** Joined sessions that are over, as batches of flows. */
export class JoinOutput {
  readonly #origin: FlowOrigin
  readonly #sides: Sides
  readonly #servers = new JoinServers()
  readonly #notes: JoinNotes
  readonly #ways: JoinWays
  readonly #session = emptySession()
  #batch = flowBatch()
  #full: FlowBatch[] = []

  constructor(origin: FlowOrigin, notes: JoinNotes, ways: JoinWays) {
    this.#origin = origin
    this.#notes = notes
    this.#ways = ways
    this.#sides = new Sides(origin.services)
  }

  push(rows: JoinRows, row: number): void {
    const { services, others } = this.#origin
    const session = this.#session
    readSession(session, rows, row)
    const [lowIsGroup, highIsGroup] = [this.#isGroup(session.ends[0]), this.#isGroup(session.ends[1])]
    const stray = strayEnd(session)
    const opener =
      lowIsGroup !== highIsGroup
        ? openedBy(lowIsGroup ? 1 : 0)
        : stray !== undefined
          ? guessedBy(stray)
          : openerOf(session, this.#sides, this.#servers)
    if (stray !== undefined) this.#notes.stray++
    this.#learn(session, opener)
    const from = session.ends[opener.side]
    const to = session.ends[opener.side === 0 ? 1 : 0]
    const usual = services.byPort(session.protocol, to.port)
    const isNone = lowIsGroup || highIsGroup || stray !== undefined
    const service = isNone && services.isRemote(usual) ? 0 : usual
    const state = stray !== undefined ? partial : this.#state(session, from, to)
    if (others !== undefined && !services.isRemote(service)) return others.add(session.first)
    this.#fill(session, from, to, opener.known, service, state)
    const end = rows.bytes[row * bytesPerRow + way]!
    if (end !== 0) this.#ways.write(row, this.#batch, this.#batch.length - 1, end - 1 !== opener.side)
    if (this.#batch.length < batchCapacity) return
    this.#full.push(this.#batch)
    this.#batch = flowBatch()
  }

  /** Nobody sends from a group's address, and no session is with all of its members. */
  #isGroup({ host }: End): boolean {
    return this.#origin.hosts.isGroup(host)
  }

  #fill(session: Session, from: End, to: End, isKnown: boolean, service: number, state: number): void {
    const batch = this.#batch
    const i = batch.length++
    batch.sensor[i] = this.#origin.sensor
    batch.space[i] = this.#origin.space
    batch.src[i] = from.host
    batch.dst[i] = to.host
    batch.srcPort[i] = from.port
    batch.dstPort[i] = to.port
    batch.protocol[i] = session.protocol
    batch.service[i] = service
    batch.serviceBy[i] = byPort
    batch.direction[i] = isKnown ? known : guessed
    batch.vlan[i] = session.vlan
    batch.sampling[i] = session.sampling
    batch.start[i] = session.first
    batch.duration[i] = session.last - session.first
    batch.srcBytes[i] = from.octets
    batch.dstBytes[i] = to.octets
    batch.srcPackets[i] = from.packets
    batch.dstPackets[i] = to.packets
    batch.state[i] = state
    batch.uid[i] = this.#uid(session)
  }

  /** Remembers who served. A session of a few packets may be a scan's, whose port recurs as a server's does. */
  #learn({ protocol, ends: [low, high] }: Session, { side, known }: Opener): void {
    const least = protocol === 6 ? 3 : 1
    const isSession = low.packets >= least && high.packets >= least
    if (!isSession || (protocol !== 6 && protocol !== 17)) return
    if (!known || side === 1) this.#servers.learn(protocol, low.host, low.port)
    if (!known || side === 0) this.#servers.learn(protocol, high.host, high.port)
  }

  #state({ protocol, denied, sampling }: Session, from: End, to: End): number {
    if (denied) return rejected
    const sampled = sampling !== 0
    const answered = to.packets > 0
    if (protocol === 17) return answered ? established : noAnswer
    if (protocol !== 6) return partial
    // That sampling took no packet of the answer says nothing.
    if (!answered && sampled) return partial
    const state =
      answered && from.flags !== 0 && to.flags === 0
        ? biflowState(from.flags, from.packets, to.packets)
        : tcpState(from.flags, to.flags, answered, sampled)
    if (!answered && state === partial && from.flags !== 0) this.#notes.oneWay++
    return state
  }

  #uid({ protocol, first, ends }: Session): string {
    const { hosts } = this.#origin
    const list = (words: number | readonly number[]) => (typeof words === 'number' ? [words] : words)
    const low = list(hosts.words(ends[0].host))
    const high = list(hosts.words(ends[1].host))
    const [lowPort, highPort] = [ends[0].port, ends[1].port]
    // Host ids follow the order of first sight; the id of a flow must not.
    return (compare(low, high) || lowPort - highPort) <= 0
      ? flowUid(low, high, (lowPort << 16) | highPort, protocol, first)
      : flowUid(high, low, (highPort << 16) | lowPort, protocol, first)
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
