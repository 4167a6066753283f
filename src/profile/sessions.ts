import { ascending, bisectRight } from 'd3-array'
import { established } from '../flow/codes.ts'
import type { Services } from '../flow/services.ts'
import { dayFlow } from './day-flow.ts'
import type { Records } from './records.ts'
import type { DayFlow } from './source-day.ts'

/** Services that give somebody a seat on the target, from where to go on. */
const seats = [
  'ssh',
  'rdp',
  'vnc',
  'ard',
  'telnet',
  'rlogin',
  'rsh',
  'winrm',
  'teamviewer',
  'anydesk',
  'radmin',
  'citrix',
]
/** A session that ended leaves its user's programs behind for this many seconds. */
const afterwards = 120
/** Hops followed backwards. */
const longest = 5

/** What bounds the search, each stated in the output where it leaves something out. */
export interface SessionLimits {
  /** Sessions kept; captures without history are small. */
  readonly sessions: number
  /** Earlier sessions into a host that are looked at for one session from it. */
  readonly looks: number
  /** Runs of one length that are kept of those that end with one session: more only matter where they pass the same hosts. */
  readonly runs: number
}

const usualLimits: SessionLimits = { sessions: 200_000, looks: 2048, runs: 4 }

/** A flow and the device that opened it. */
export interface Session {
  readonly source: number
  readonly flow: DayFlow
}

/** A session with the run that it ends. */
interface Run {
  readonly session: Session
  readonly before: Run | undefined
}

/** The sessions into one host, by start. */
class Arrivals {
  readonly sessions: Session[] = []
  readonly starts: number[] = []
  /** Until when any of the sessions so far lives. */
  readonly lasting: number[] = []

  add(session: Session): void {
    this.sessions.push(session)
    this.starts.push(session.flow.start)
    this.lasting.push(Math.max(this.lasting.at(-1) ?? -Infinity, livesUntil(session)))
  }
}

/**
 * Who came in where: established sessions, and the runs that they make, each session opened while the one before lived or
 * within two minutes after. The first of a run gives a seat; a host is passed once. Kept only where there is no history.
 */
export class Sessions {
  readonly #into = new Map<number, Arrivals>()
  readonly #limits: SessionLimits
  /** By number of hops, less one: the runs that a session ends. */
  readonly #runs: Map<Session, readonly Run[]>[] = []
  #beyond = 0
  #unseen = 0

  private constructor(limits: SessionLimits) {
    this.#limits = limits
  }

  static async of(
    records: Records,
    services: Services,
    limits: SessionLimits = usualLimits,
  ): Promise<Sessions> {
    const sessions = new Sessions(limits)
    const kept: Session[] = []
    for await (const batch of records.flowsBySource())
      for (let i = 0; i < batch.length; i++) {
        if (batch.state[i] !== established || batch.srcDevice[i] === batch.dstDevice[i]) continue
        if (kept.length < limits.sessions) kept.push({ source: batch.srcDevice[i]!, flow: dayFlow(batch, i) })
        else sessions.#beyond++
      }
    sessions.#follow(kept, services)
    return sessions
  }

  /** What the limits left out. */
  statements(): string[] {
    const { sessions, looks } = this.#limits
    return [
      ...(this.#beyond ? [`${this.#beyond} sessions beyond the first ${sessions} were not followed onward`] : []),
      ...(this.#unseen
        ? [`on hosts with more than ${looks} earlier sessions, only the latest ${looks} were looked at for where a session came from`]
        : []),
    ] // prettier-ignore
  }

  #follow(kept: Session[], services: Services): void {
    kept.sort((a, b) => ascending(a.flow.start, b.flow.start))
    for (const session of kept) {
      const { target } = session.flow
      if (!this.#into.has(target)) this.#into.set(target, new Arrivals())
      this.#into.get(target)!.add(session)
    }
    const seat = new Set(seats.map(name => services.code(name)))
    const first = kept.filter(({ flow }) => seat.has(flow.service))
    this.#runs.push(new Map(first.map(session => [session, [{ session, before: undefined }]])))
    for (let hops = 2; hops <= longest && this.#runs.at(-1)!.size; hops++) this.#runs.push(this.#longer(kept))
  }

  /** The runs of one hop more than the longest so far. */
  #longer(kept: readonly Session[]): Map<Session, readonly Run[]> {
    const runs = new Map<Session, readonly Run[]>()
    for (const session of kept) {
      const found = this.#ending(session)
      if (found.length) runs.set(session, found)
    }
    return runs
  }

  #ending(session: Session): Run[] {
    const shorter = this.#runs.at(-1)!
    const found: Run[] = []
    for (const before of this.#aliveInto(session.source, session.flow.start))
      for (const run of shorter.get(before) ?? []) {
        if (passes(run, session.flow.target) || found.some(other => sameHosts(other.before!, run))) continue
        if (found.push({ session, before: run }) === this.#limits.runs) return found
      }
    return found
  }

  /** Sessions into a host that lived at a time, or had just ended: those that live longest first, then the latest. */
  #aliveInto(host: number, time: number): Session[] {
    const into = this.#into.get(host)
    if (!into) return []
    const last = bisectRight(into.starts, time) - 1
    const alive: Session[] = []
    for (let i = last; i >= 0 && into.lasting[i]! >= time; i--) {
      if (last - i >= this.#limits.looks) {
        this.#unseen++
        break
      }
      if (livesUntil(into.sessions[i]!) >= time) alive.push(into.sessions[i]!)
    }
    return alive.sort((a, b) => livesUntil(b) - livesUntil(a))
  }

  /**
   * The longest run of sessions, earliest first, that leads to `device` at `time`. Of runs of equal length the one whose last
   * session lives longest is taken.
   */
  leadingTo(device: number, time: number): Session[] {
    const alive = this.#aliveInto(device, time)
    for (const runs of this.#runs.toReversed())
      for (const session of alive) {
        const [run] = runs.get(session) ?? []
        if (run) return sessionsOf(run)
      }
    return []
  }
}

const livesUntil = ({ flow }: Session): number => flow.start + flow.duration + afterwards

/** Whether a run began at a host or went through it. */
function passes(run: Run, host: number): boolean {
  for (let at: Run | undefined = run; at; at = at.before) if (at.session.source === host) return true
  return false
}

/** Whether two runs of equal length went through the same hosts: what one of them cannot go on to, neither can. */
function sameHosts(a: Run, b: Run): boolean {
  for (let [one, other]: [Run | undefined, Run | undefined] = [a, b]; one && other;) {
    if (one.session.source !== other.session.source) return false
    ;[one, other] = [one.before, other.before]
  }
  return true
}

function sessionsOf(run: Run): Session[] {
  const sessions: Session[] = []
  for (let at: Run | undefined = run; at; at = at.before) sessions.push(at.session)
  return sessions.reverse()
}
