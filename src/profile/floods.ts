import type { LinkDay, DeviceBatch } from '../flow/link-day.ts'
import { Column } from '../lib/column.ts'
import { NumberIndex } from '../lib/number-index.ts'
import { dayFlow } from './day-flow.ts'
import type { DayFlow } from './source-day.ts'

/** So many sources that were never seen before, and got no answer from a target on a day, are a flood. */
const leastSources = 100
/** Who tries more targets than these is told as what he is: a flood's sources are made up, and each tries few. */
const mostTargets = 64
/** Flows kept of one target and day, to be shown. */
const mostShown = 20

/** What a flood did to one target on one day. */
export interface Flood {
  readonly day: number
  readonly target: number
  readonly services: Set<number>
  sources: number
  attempts: number
  /** The first of them, by time. */
  readonly shown: DayFlow[]
}

/**
 * Floods of unanswered attempts: sources on their first day of which no flow was answered, by the targets that many of them
 * tried. They are counted by target, and are no source days. Whether a source comes back later changes nothing.
 */
export class Floods {
  readonly #seen = new NumberIndex()
  /** Sources that are part of a flood, and on which day. */
  readonly #sources = new NumberIndex()
  readonly #days = new Column(Int32Array)
  readonly #floods = new Map<string, Flood>()
  /** The day's links of sources that may be part of one. */
  #links: {
    readonly src: number
    readonly target: number
    readonly service: number
    readonly flows: number
  }[] = []

  /** From all links, ordered by day and then source. */
  static async of(pages: AsyncIterable<readonly LinkDay[]>): Promise<Floods> {
    const floods = new Floods()
    let own: LinkDay[] = []
    for await (const page of pages)
      for (const row of page) {
        if (own.length && (own[0]!.src !== row.src || own[0]!.day !== row.day)) {
          floods.#add(own)
          if (own[0]!.day !== row.day) floods.#end(own[0]!.day)
          own = []
        }
        own.push(row)
      }
    if (own.length) floods.#add(own)
    if (own.length) floods.#end(own[0]!.day)
    return floods
  }

  #add(own: readonly LinkDay[]): void {
    const [{ src }] = own as [LinkDay]
    if (!this.#seen.addNew(src) || own.length > mostTargets) return
    if (own.every(({ failed, flows }) => failed === flows))
      for (const { dst, service, flows } of own) this.#links.push({ src, target: dst, service, flows })
  }

  #end(day: number): void {
    const sources = new Map<number, Set<number>>()
    for (const { src, target } of this.#links)
      sources.set(target, (sources.get(target) ?? new Set()).add(src))
    const spared = new Set<number>()
    for (const { src, target } of this.#links) if (sources.get(target)!.size < leastSources) spared.add(src)
    for (const { src, target, service, flows } of this.#links) {
      if (spared.has(src)) continue
      if (this.#sources.addNew(src)) this.#days.push(day)
      const flood = this.#floodOf(target, day)
      flood.sources += Number(sources.get(target)!.delete(src))
      flood.attempts += flows
      flood.services.add(service)
    }
    this.#links = []
  }

  #floodOf(target: number, day: number): Flood {
    const key = `${target} ${day}`
    const flood = this.#floods.get(key) ?? {
      day,
      target,
      services: new Set<number>(),
      sources: 0,
      attempts: 0,
      shown: [],
    }
    this.#floods.set(key, flood)
    return flood
  }

  /** Whether what a source did on a day is part of a flood. */
  has(src: number, day: number): boolean {
    const source = this.#sources.get(src)
    return source >= 0 && this.#days.at(source) === day
  }

  /** Takes a flow of a flood, to be shown if it is one of the first. */
  take(batch: DeviceBatch, row: number, day: number): void {
    const { shown } = this.#floodOf(batch.dstDevice[row]!, day)
    const last = shown.at(-1)
    if (shown.length >= mostShown && batch.start[row]! >= last!.start) return
    const flow = dayFlow(batch, row)
    if (shown.some(({ uid, start }) => uid === flow.uid && start === flow.start)) return
    shown.push(flow)
    shown.sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
    shown.length = Math.min(shown.length, mostShown)
  }

  /** How many different sources were part of one, by day. */
  sources(): Map<number, number> {
    const days = new Map<number, number>()
    for (const day of this.#days.values) days.set(day, (days.get(day) ?? 0) + 1)
    return days
  }

  /** Those of a day, with the most sources first. */
  on(day: number): Flood[] {
    return [...this.#floods.values()].filter(one => one.day === day).sort((a, b) => b.sources - a.sources)
  }
}
