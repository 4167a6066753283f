import { established } from '../flow/codes.ts'
import type { Services } from '../flow/services.ts'
import { dayFlow, type Records } from './records.ts'
import type { DayFlow } from './source-day.ts'

/** Services that give somebody a seat on the target, from where to go on. */
const seats = new Set([
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
])
/** A session that ended leaves its user's programs behind for this many seconds. */
const afterwards = 120
/** Sessions kept; captures without history are small. */
const most = 200_000

/** A flow and the device that opened it. */
export interface Session {
  readonly source: number
  readonly flow: DayFlow
}

/** Who came in where: established sessions by target, for following a chain backwards. Kept only where there is no history. */
export class Sessions {
  readonly #into = new Map<number, Session[]>()

  static async of(records: Records): Promise<Sessions> {
    const sessions = new Sessions()
    let kept = 0
    for await (const batch of records.flowsBySource())
      for (let i = 0; i < batch.length && kept < most; i++) {
        if (batch.state[i] !== established || batch.srcDevice[i] === batch.dstDevice[i]) continue
        const session = { source: batch.srcDevice[i]!, flow: dayFlow(batch, i) }
        const list = sessions.#into.get(session.flow.target)
        if (list) list.push(session)
        else sessions.#into.set(session.flow.target, [session])
        kept++
      }
    for (const list of sessions.#into.values()) list.sort((a, b) => a.flow.start - b.flow.start)
    return sessions
  }

  /**
   * The longest run of sessions, earliest first, that leads to `device` at `time`, each opened while the one before
   * lived or within two minutes after. The first gives a seat; a host is passed once. Of runs of equal length
   * the one whose last session lives longest is taken.
   */
  leadingTo(device: number, time: number, services: Services, passed: readonly number[] = []): Session[] {
    let best: Session[] = []
    if (passed.length >= longest) return best
    for (const session of this.#into.get(device) ?? []) {
      const { flow, source } = session
      if (flow.start > time) break
      if (flow.start + flow.duration + afterwards < time || passed.includes(source) || source === device)
        continue
      const run = [...this.leadingTo(source, flow.start, services, [...passed, device]), session]
      if (seats.has(services.name(run[0]!.flow.service)) && better(run, best)) best = run
    }
    return best
  }
}

const better = (run: readonly Session[], best: readonly Session[]): boolean =>
  run.length > best.length || (run.length === best.length && endOf(run) >= endOf(best))

const endOf = (run: readonly Session[]): number => {
  const last = run.at(-1)
  return last ? last.flow.start + last.flow.duration : -Infinity
}

/** Hops followed backwards. */
const longest = 5
