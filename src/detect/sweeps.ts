import type { DeviceEvent } from '../flow/link-day.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { recognise } from './recognise.ts'

/** What is asked for again and again, and how often within a minute is no person's doing. */
interface Question {
  /** Questions with one name are counted together. */
  readonly name: string
  /** What must differ between the times that count. */
  readonly of: string | number
  readonly least: number
  readonly what: string
  readonly techniques: readonly string[]
}

const seconds = 60
/** Looking around on this many targets, or asking for this many tickets, is a program's. */
const many = 3
/** A person opens the service manager of one host at a time. */
const manyManagers = 2
const managers = /^svcctl::OpenSCManager/i

/** The same question asked many times over within a minute. */
export interface Sweep {
  readonly what: string
  readonly techniques: readonly string[]
  /** One for each target or service, in time order. */
  readonly events: readonly DeviceEvent[]
}

/** The day's sweeps: one for each question, the widest. */
export function sweeps(events: readonly DeviceEvent[]): Sweep[] {
  const asked = new Map<string, { event: DeviceEvent; question: Question }[]>()
  const used = usedTickets(events)
  for (const event of events) {
    const question = questionOf(event)
    if (question === undefined || used.has(question.of)) continue
    const list = asked.get(question.name)
    if (list) list.push({ event, question })
    else asked.set(question.name, [{ event, question }])
  }
  return [...asked.values()].flatMap(list => {
    const widest = widestOf(list)
    const { least, what, techniques } = list[0]!.question
    return widest.length < least ? [] : [{ what, techniques, events: widest }]
  })
}

function questionOf(event: DeviceEvent): Question | undefined {
  const { kind, detail, dst } = event
  if (kind === 'rpc' && managers.test(`${detail.interface}::${detail.operation}`))
    return {
      name: 'managers', of: dst, least: manyManagers,
      what: 'tried the service managers of several hosts', techniques: ['T1018', 'T1033'],
    } // prettier-ignore
  if (kind === 'login') return ticketOf(event)
  const found = recognise(event)
  if (found?.grade !== 'discover') return undefined
  const { key: name, what, techniques } = found
  return { name, of: dst, least: many, what: `${what} of many hosts`, techniques }
}

/** Services of the hosts themselves, which have long random keys: nobody cracks their tickets. */
const hostServices =
  /^(krbtgt|cifs|host|ldap|gc|dns|wsman|termsrv|rpcss|restrictedkrbhost|kadmin|e3514235)\b/i

/** A ticket under RC4 for an account's service. */
function ticketOf({ detail, outcome }: DeviceEvent): Question | undefined {
  const service = String(detail.service ?? '')
  if (detail.request !== 'TGS' || outcome !== 'success' || hostServices.test(service)) return undefined
  if (!/^rc4/.test(String(detail.cipher ?? '')) || service.endsWith('$')) return undefined
  return {
    name: 'tickets', of: service, least: many,
    what: 'got RC4 tickets of several services, as Kerberoasting does', techniques: ['T1558.003'],
  } // prettier-ignore
}

/** Services that tickets were shown to: who cracks a ticket has no use for it. */
const usedTickets = (events: readonly DeviceEvent[]): Set<string | number> =>
  new Set(
    events
      .filter(
        ({ kind, detail }) =>
          kind === 'login' && detail.request === undefined && detail.service !== undefined,
      )
      .map(({ detail }) => String(detail.service)),
  )

/** One event for each thing asked for in the minute that holds the most of them; `asked` is in time order. */
function widestOf(asked: readonly { event: DeviceEvent; question: Question }[]): DeviceEvent[] {
  const counts = new Map<string | number, number>()
  let best = { size: 0, from: 0, to: 0 }
  for (let from = 0, to = 0; to < asked.length; to++) {
    const { event, question } = asked[to]!
    counts.set(question.of, (counts.get(question.of) ?? 0) + 1)
    for (; event.ts - asked[from]!.event.ts > seconds; from++) {
      const left = counts.get(asked[from]!.question.of)! - 1
      if (left) counts.set(asked[from]!.question.of, left)
      else counts.delete(asked[from]!.question.of)
    }
    if (counts.size > best.size) best = { size: counts.size, from, to: to + 1 }
  }
  const first = new Map<string | number, DeviceEvent>()
  for (const { event, question } of asked.slice(best.from, best.to))
    if (!first.has(question.of)) first.set(question.of, event)
  return [...first.values()]
}

/** What else a source opened on the hosts that it swept, within a minute of asking each. */
export const flowsAround = (flows: readonly DayFlow[], swept: readonly DeviceEvent[]): DayFlow[] => {
  const asked = new Map(swept.map(event => [event.dst, event.ts]))
  return flows.filter(flow => Math.abs(flow.start - (asked.get(flow.dst) ?? -Infinity)) <= seconds)
}
