import { bySensor, established, known, rejected } from '../../flow/codes.ts'
import type { Event } from '../../flow/event.ts'
import { flowUid } from '../../flow/uid.ts'
import type { Batch, ReadContext } from '../reader.ts'
import { Sink } from '../zeek/sink.ts'

/** Somebody's way through the cloud's own doors, from an audit log. */
export interface Session {
  readonly ts: number
  readonly src: number
  readonly srcPort: number
  /** Where the log tells the target's address; -1 where it does not. */
  readonly dst: number
  readonly dstPort: number
  /** The account, or the machine by its name in the cloud. */
  readonly target: string
  readonly service: 'cloud-console' | 'cloud-vm'
  readonly user: string
  readonly outcome: Event['outcome']
  readonly detail: Event['detail']
}

/** Sessions that wait for their target's address, and names that are remembered. */
const maxWaiting = 100_000
const maxNames = 500_000

const unplaced = 'cloud sessions whose target has no address in the logs: events alone, not judged as flows'

/** Turns sessions into log-ins, and into flows where both ends have an address. Flow logs tell which address a machine has. */
export class Sessions {
  readonly #context: ReadContext
  readonly #sink = new Sink()
  readonly #addresses = new Map<string, number>()
  #waiting: Session[] = []

  constructor(context: ReadContext) {
    this.#context = context
  }

  /** A machine has an address, a host id, or none where that is negative. A machine with several has its smallest. */
  learn(name: string, address: number): void {
    if (name === '' || address < 0) return
    const before = this.#addresses.get(name)
    if (before === undefined ? this.#addresses.size >= maxNames : !this.#isBefore(address, before)) return
    this.#addresses.set(name, address)
  }

  /** By the addresses themselves: ids follow the order of first sight, which the output must not show. */
  #isBefore(address: number, other: number): boolean {
    if (address === other) return false
    const { hosts } = this.#context
    return hosts.text(address) < hosts.text(other)
  }

  add(session: Session): void {
    if (this.#waiting.push(session) >= maxWaiting) this.finish()
  }

  /** Tells all that wait. */
  finish(): void {
    for (const session of this.#waiting) this.#tell(session)
    this.#waiting = []
  }

  #tell({ target, detail, ...session }: Session): void {
    const { sensor, space, services, notes } = this.#context
    const dst = session.dst >= 0 ? session.dst : (this.#addresses.get(target) ?? -1)
    const service = services.code(session.service)
    const uid = dst < 0 ? '' : this.#uid(session, dst)
    const { ts, src, srcPort, dstPort } = session
    const ends = { sensor, space, uid, src, dst, srcPort, dstPort, protocol: 6, service }
    const { user, outcome } = session
    this.#sink.event({ ...ends, ts, kind: 'login', user, outcome, detail: { ...detail, target } })
    if (dst < 0) return notes.add(sensor, unplaced)
    const state = outcome === 'failure' ? rejected : established
    this.#sink.flow({ ...ends, start: ts, state, serviceBy: bySensor, direction: known })
  }

  #uid(
    { src, srcPort, dstPort, ts }: Pick<Session, 'src' | 'srcPort' | 'dstPort' | 'ts'>,
    dst: number,
  ): string {
    const words = (host: number) => [this.#context.hosts.words(host)].flat() as number[]
    return flowUid(words(src), words(dst), srcPort * 65536 + dstPort, 6, ts)
  }

  full(): Batch[] {
    return this.#sink.full()
  }

  rest(): Batch[] {
    return this.#sink.rest()
  }
}
