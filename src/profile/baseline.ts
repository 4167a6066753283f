import { max } from 'd3-array'
import { established } from '../flow/codes.ts'
import { accountOf } from './accounts.ts'
import { isWeekend } from '../lib/time.ts'
import type { Calendar } from './calendar.ts'
import { deed } from './deeds.ts'
import { LogHistogram } from './log-histogram.ts'
import { Magnitudes } from './magnitudes.ts'
import { ProtectionHabit, protections } from './protections.ts'
import { linkKey, type SourceDay } from './source-day.ts'
import type { SubnetOf } from './subnets.ts'
import { Tries } from './tries.ts'

export type Volume = 'srcBytes' | 'dstBytes' | 'duration'
export const volumes: readonly Volume[] = ['srcBytes', 'dstBytes', 'duration']

/** Days in a place, after the first, that make going there a habit. */
const daysToHabit = 4

/** Days of a kind below which the other kind's speak too. */
const fewDays = 3

/** What a day on which the source was active in an hour says for the hours so far from it: who stays late is no stranger, who comes at night is. */
const beside = [1, 0.6, 0.2, 0.07, 0.025]

/** Below these, differences of size mean nothing: bytes, bytes and seconds. */
const units: Record<Volume, number> = { srcBytes: 1000, dstBytes: 1000, duration: 1 }

/** What one source usually does: its days so far. Judge a day against it first, then let it learn the day. */
export class Baseline {
  /** Days on which the source used any remote service. */
  activeDays = 0
  /** How well its links' sessions are protected. */
  readonly protection = new ProtectionHabit()
  /** What the detectors measured. */
  readonly magnitudes = new Magnitudes()
  /** With which accounts it failed to log in where. */
  readonly tries = new Tries()
  readonly #links = new Map<number, number>()
  readonly #linksInto = new Map<number, { links: number; days: number; last: number }>()
  readonly #services = new Map<number, number>()
  readonly #deeds = new Map<string, number>()
  /** The words of accounts' names, in order. */
  readonly #accounts = new Set<string>()
  readonly #accountDays = new Map<number, number>()
  readonly #weekdays = { days: 0, hours: new Uint16Array(24) }
  readonly #weekends = { days: 0, hours: new Uint16Array(24) }
  readonly #volumes = new Map<string, LogHistogram>()

  /**
   * Distinct (target, service) pairs ever used, and those that lead into a subnet with a service. These count for
   * nothing on their first day and in full from the fifth on: going somewhere once is no habit, and a slow intruder must not make it one.
   */
  get links(): number {
    return this.#links.size
  }
  linksInto(subnet: number, service: number): number {
    const into = this.#linksInto.get(linkKey(subnet, service))
    return into ? into.links * Math.min(1, (into.days - 1) / daysToHabit) : 0
  }

  hasLink = (key: number): boolean => this.#links.has(key)
  /** Days on which a link, a service, or a deed was used. */
  linkDays = (target: number, service: number): number => this.#links.get(linkKey(target, service)) ?? 0
  serviceDays = (service: number): number => this.#services.get(service) ?? 0
  deedDays = (what: string): number => this.#deeds.get(what) ?? 0
  /** Days with log-ins over a service of which the account was seen. */
  accountDays = (service: number): number => this.#accountDays.get(service) ?? 0

  /** Whether an account logged in whose name's words are all in this one's: `berg` is most likely who `adm-berg` is. */
  hasNamesake(account: string): boolean {
    return partsOf(wordsOf(account)).some(part => this.#accounts.has(part))
  }

  /** The links, by linkKey, that were used on at least this share of the active days. */
  habits(share: number): number[] {
    const least = share * this.activeDays
    return [...this.#links].filter(([, days]) => days >= least).map(([key]) => key)
  }

  /**
   * Days of the same kind (weekday or weekend; of both, where there are few of the kind) so far, and on how many of them
   * the source was active in about this hour.
   */
  hourDays(hour: number, day: number): { active: number; days: number } {
    const own = isWeekend(day) ? this.#weekends : this.#weekdays
    const kinds = own.days < fewDays ? [this.#weekdays, this.#weekends] : [own]
    const at = (hour: number) => kinds.reduce((sum, { hours }) => sum + hours[(hour + 24) % 24]!, 0)
    const near = beside.map((part, apart) => part * Math.max(at(hour + apart), at(hour - apart)))
    return { active: max(near)!, days: kinds.reduce((sum, { days }) => sum + days, 0) }
  }

  /** Sizes or durations of the source's flows of a service; undefined before the first. */
  volume(service: number, volume: Volume): LogHistogram | undefined {
    return this.#volumes.get(`${volume} ${service}`)
  }

  /** Takes a day into the habit. `magnitudes` are what the detectors measured on it; `subnetOf` names a target's subnet. */
  learn(
    day: SourceDay,
    magnitudes: Iterable<readonly [channel: string, value: number]>,
    calendar: Calendar,
    subnetOf: SubnetOf,
  ): void {
    this.activeDays++
    this.magnitudes.learn(day.day, magnitudes)
    for (const [key, link] of day.links) {
      const { dst, space } = link.flows[0]!
      this.#learnInto(linkKey(subnetOf(dst, space), link.service), day.day, !this.#links.has(key))
      count(this.#links, key)
    }
    for (const service of new Set(day.flows.map(flow => flow.service))) count(this.#services, service)
    for (const what of new Set(day.events.map(deed))) if (what !== undefined) count(this.#deeds, what)
    for (const account of new Set(day.events.map(accountOf)))
      if (account !== undefined) this.#accounts.add(wordsOf(account).join(' '))
    const named = day.events.filter(event => event.kind === 'login' && event.user)
    for (const service of new Set(named.map(event => event.service))) count(this.#accountDays, service)
    this.#learnProtection(day)
    this.tries.learn(day)
    this.#learnHours(day, calendar)
    this.#learnVolumes(day)
  }

  #learnInto(key: number, day: number, isNew: boolean): void {
    const into = this.#linksInto.get(key) ?? { links: 0, days: 0, last: -1 }
    if (into.last !== day) into.days++
    this.#linksInto.set(key, { ...into, links: into.links + Number(isNew), last: day })
  }

  #learnProtection({ day, flows, events }: SourceDay): void {
    const links = new Map(flows.map(flow => [flow.uid, linkKey(flow.target, flow.service)]))
    for (const event of events) {
      const link = links.get(event.uid)
      if (link !== undefined) this.protection.learn(link, day, protections(event))
    }
  }

  #learnHours(day: SourceDay, calendar: Calendar): void {
    const kind = isWeekend(day.day) ? this.#weekends : this.#weekdays
    kind.days++
    for (const hour of new Set(day.flows.map(flow => calendar.hour(flow.start)))) kind.hours[hour]!++
  }

  #learnVolumes(day: SourceDay): void {
    for (const flow of day.flows) {
      if (flow.state !== established) continue
      for (const volume of volumes) {
        const key = `${volume} ${flow.service}`
        let histogram = this.#volumes.get(key)
        if (!histogram) this.#volumes.set(key, (histogram = new LogHistogram(units[volume])))
        histogram.add(flow[volume])
      }
    }
  }
}

/** The words of an account's name, each once, in order. */
const wordsOf = (account: string): string[] =>
  [
    ...new Set(
      account
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean),
    ),
  ].sort()

/** Words of a name of which every choice is looked for: few names have more. */
const mostWords = 8

/** Every choice of the words, one at least. */
const partsOf = (words: readonly string[]): string[] =>
  words
    .slice(0, mostWords)
    .reduce<string[]>((parts, word) => [...parts, ...parts.map(part => `${part} ${word}`), word], [])

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
