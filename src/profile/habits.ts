import { min } from 'd3-array'
import { established } from '../flow/codes.ts'
import type { Event } from '../flow/event.ts'
import type { Calendar } from './calendar.ts'
import { deed } from './deeds.ts'
import type { DayFlow, SourceDay } from './source-day.ts'

/** Who is at the other end, and on which local days. */
export interface Partner {
  readonly host: number
  readonly days: number[]
  flows: number
}

/** What a host does with one service, or serves of it, over all days. */
export interface Habit {
  readonly service: number
  readonly days: Set<number>
  flows: number
  established: number
  /** By the device at the other end. */
  readonly partners: Map<number, Partner>
  /** Local hours with use, counted from 1970-01-01. */
  readonly hours: Set<number>
  /** Of established flows. */
  readonly srcBytes: number[]
  readonly dstBytes: number[]
  readonly durations: number[]
  /** Days by account, and by operation, admin share or file. */
  readonly accounts: Map<string, Set<number>>
  readonly deeds: Map<string, Set<number>>
}

/** Devices, their days as sources, and as targets. */
export class Habits {
  readonly source = new Map<number, Habit>()
  readonly target = new Map<number, Habit>()
  readonly #calendar: Calendar
  readonly #is: ReadonlySet<number>

  /** `devices`: the host ids that count as the one that is asked for. */
  constructor(devices: ReadonlySet<number>, calendar: Calendar) {
    this.#is = devices
    this.#calendar = calendar
  }

  add(day: SourceDay): void {
    const own = this.#is.has(day.src)
    for (const link of day.links.values()) {
      if (own)
        this.#learn(habit(this.source, link.service), day.day, link.target, link.flows, eventsOf(day, link))
      else if (this.#is.has(link.target))
        this.#learn(habit(this.target, link.service), day.day, day.src, link.flows, eventsOf(day, link))
    }
  }

  #learn(
    habit: Habit,
    day: number,
    partner: number,
    flows: readonly DayFlow[],
    events: readonly Event[],
  ): void {
    habit.days.add(day)
    const known = habit.partners.get(partner) ?? { host: partner, days: [], flows: 0 }
    habit.partners.set(partner, known)
    known.days.push(day)
    known.flows += flows.length
    habit.flows += flows.length
    for (const flow of flows) habit.hours.add(24 * day + this.#calendar.hour(flow.start))
    for (const flow of flows) {
      if (flow.state !== established) continue
      habit.established++
      habit.srcBytes.push(flow.srcBytes)
      habit.dstBytes.push(flow.dstBytes)
      habit.durations.push(flow.duration)
    }
    for (const what of new Set(events.map(deed))) count(what, day, habit)
  }
}

function habit(habits: Map<number, Habit>, service: number): Habit {
  let found = habits.get(service)
  if (!found) {
    found = {
      service,
      days: new Set(),
      flows: 0,
      established: 0,
      partners: new Map(),
      hours: new Set(),
      srcBytes: [],
      dstBytes: [],
      durations: [],
      accounts: new Map(),
      deeds: new Map(),
    }
    habits.set(service, found)
  }
  return found
}

function eventsOf({ events }: SourceDay, { flows }: { readonly flows: readonly DayFlow[] }): Event[] {
  if (!events.length) return []
  const uids = new Set(flows.map(flow => flow.uid))
  return events.filter(event => uids.has(event.uid))
}

/** Counts a day for an account or another deed. */
function count(what: string | undefined, day: number, { accounts, deeds }: Habit): void {
  if (what === undefined) return
  const [counts, name] = what.startsWith('user ') ? [accounts, what.slice(5)] : [deeds, what]
  counts.set(name, (counts.get(name) ?? new Set<number>()).add(day))
}

/** Partners met for the first time, by day; the first of all days, on which every one is new, is left out. */
export function newPartnersByDay({ days, partners }: Habit): number[] {
  const fresh = new Map(
    [...days]
      .sort((a, b) => a - b)
      .slice(1)
      .map(day => [day, 0]),
  )
  for (const partner of partners.values()) {
    const first = min(partner.days)!
    if (fresh.has(first)) fresh.set(first, fresh.get(first)! + 1)
  }
  return [...fresh.values()]
}

/** Days on which it was used in each local hour. */
export function daysByHour({ hours }: Habit): number[] {
  const counts = new Array<number>(24).fill(0)
  for (const hour of hours) counts[hour % 24]!++
  return counts
}
