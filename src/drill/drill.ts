import { detect, type Question } from '../detect/detect.ts'
import type { Records } from '../profile/records.ts'
import type { Campaign } from './campaign.ts'
import { Dice } from './dice.ts'
import { Inventory } from './inventory.ts'
import type { Kind } from './kind.ts'
import { outcomes, type Outcome } from './outcome.ts'
import { PlantedRecords } from './planted-records.ts'
import { Stage } from './stage.ts'

/** What to plant, and when. */
export interface Plan {
  readonly kinds: readonly Kind[]
  /** Local days, each of which gets every kind once. */
  readonly days: readonly number[]
  readonly seed: number
  /** Incidents a day that an analyst reads. */
  readonly budget: number
}

/** A kind that a day had no place for. */
export interface NotPlanted {
  readonly kind: string
  readonly reason: string
}

export interface Drilled {
  readonly outcomes: readonly Outcome[]
  readonly notPlanted: readonly NotPlanted[]
}

/** Campaigns that are judged together: more would be each other's traffic. */
const together = 6

/**
 * Plants each kind on each day among a site's sealed records, and judges the days as always. Few campaigns share a pass,
 * no two of them a host, and none of them another's day: what one does teaches nothing that the other is judged by.
 */
export async function drill(
  records: Records,
  question: Omit<Question, 'judged' | 'history'>,
  plan: Plan,
): Promise<Drilled> {
  const inventory = await Inventory.of(records, question.calendar)
  const found: Outcome[] = []
  const notPlanted: NotPlanted[] = []
  for (const day of plan.days) {
    const campaigns = play(inventory, question, plan, day, notPlanted)
    for (const group of passes(campaigns)) {
      const judged = new Set(
        group.flatMap(({ flows }) => flows.map(({ start }) => question.calendar.day(start))),
      )
      const planted = new PlantedRecords(records, group, question.calendar)
      const { incidents } = await detect(planted, { ...question, judged, history: true })
      const dayText = (seconds: number) => question.dayText(question.calendar.day(seconds))
      for (const outcome of outcomes(group, incidents, plan.budget, { name: question.name, dayText }))
        found.push(outcome)
    }
  }
  return { outcomes: found, notPlanted }
}

/** Campaigns of several days have a pass of their own: each of their days is judged. */
function passes(campaigns: readonly (Campaign & { readonly days: number })[]): Campaign[][] {
  const long = campaigns.filter(({ days }) => days > 1)
  const short = campaigns.filter(({ days }) => days === 1)
  const groups = Array.from({ length: Math.ceil(short.length / together) }, (_, i) =>
    short.slice(i * together, (i + 1) * together),
  )
  return [...groups, ...(long.length ? [long] : [])]
}

/** Every kind once on a day. Each has dice of its own, so that a change to one hardly moves the others. */
function play(
  inventory: Inventory,
  question: Omit<Question, 'judged' | 'history'>,
  { kinds, seed }: Plan,
  day: number,
  notPlanted: NotPlanted[],
): (Campaign & { days: number })[] {
  const casts: { sources: Set<number>; targets: Set<number> }[] = []
  return kinds.flatMap((kind, i) => {
    const pass = kind.days > 1 ? -1 : Math.floor(i / together)
    const cast = (casts[pass + 1] ??= { sources: new Set(), targets: new Set() })
    const setting = {
      inventory,
      services: question.services,
      dice: new Dice(hash(`${seed} ${question.dayText(day)} ${kind.name}`)),
      day,
      cast,
      name: question.name,
      trusted: (address: number) => question.trustedBy(address, 0, inventory.midnight(day)) !== undefined,
    }
    const stage = new Stage(setting, kind.name, `drill-${kind.name}-${question.dayText(day)}-${seed}`)
    const reason = kind.play(stage)
    if (reason) notPlanted.push({ kind: kind.name, reason })
    return reason ? [] : [{ ...stage.campaign(), days: kind.days }]
  })
}

/** FNV-1a: a seed of 32 bits for a text. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value
}
