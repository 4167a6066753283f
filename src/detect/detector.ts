import type { Services } from '../flow/services.ts'
import type { Baseline } from '../profile/baseline.ts'
import type { Calendar } from '../profile/calendar.ts'
import type { Accounts } from '../profile/accounts.ts'
import type { Deeds } from '../profile/deeds.ts'
import type { Sessions } from '../profile/sessions.ts'
import type { Site } from '../profile/site.ts'
import type { DayFlow, SourceDay } from '../profile/source-day.ts'

/** Everything a detector may look at: one source's day, and what was known before it. */
export interface View {
  readonly day: SourceDay
  readonly past: Baseline
  /** Days on which the source is known to have been there, as a source or else as a target. */
  readonly knownDays: number
  readonly site: Site
  readonly deeds: Deeds
  readonly accounts: Accounts
  /** Whether there are days before the judged ones. */
  readonly history: boolean
  /** Who came in where; only where there is no history. */
  readonly sessions: Sessions | undefined
  readonly calendar: Calendar
  readonly services: Services
  /** Whether the flow's sensor, or the subnet of one of its ends, had just come into view on that day: it may be old. */
  newlySeen(flow: DayFlow): boolean
  /** Text of a host id. */
  name(host: number): string
}

/** Words for an evidence: the fact, and what was seen against what is usual. */
export interface Words {
  readonly fact: string
  readonly observed: string
  readonly usual: string
}

/** What a detector measured on one source's day. */
export interface Evidence {
  /** One of the detector's channels. */
  readonly channel: string
  /** How much of it there is; 0 is nothing. Compared with the source's, its peers' and the site's other days. */
  readonly magnitude: number
  /** No more bits than these, however rare the magnitude is at this site. */
  readonly most?: number
  /** The flows that it rests on. */
  readonly flows: readonly DayFlow[]
  readonly techniques: readonly string[]
  /** Called at once, and only where the day stands out: the baseline learns the day afterwards. */
  say(): Words
}

/** A quantity that is calibrated by itself. */
export interface Channel {
  readonly name: string
  /** The mean magnitude of an ordinary source's day, where nothing is known of a site. */
  readonly prior: number
  /** Tells something without any history. */
  readonly needsHistory: boolean
  /** A quantity of work: a day of much is ordinary for who had such a day a week or longer ago. */
  readonly returns?: boolean
}

/** One way to look at a source's day. A new one is a file that exports a Detector and one line in detectors.ts. */
export interface Detector {
  readonly name: string
  /** What it looks for, for people. */
  readonly title: string
  /** What it looks at, where another detector looks at the same: their bits are not independent. */
  readonly aspect?: string
  readonly channels: readonly Channel[]
  measure(view: View): Evidence[]
}

/** "1 target", "3 targets". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** "0 a day (most: 2, 11 days)": what a channel's magnitude usually was. */
export function usualOf(past: Baseline, channel: string, add = 0): string {
  const usual = past.magnitudes.usual(channel)
  if (!usual) return ''
  const { median, most, days } = usual
  return `${Math.round(median + add)} a day, at most ${Math.round(most + add)} in ${plural(days, 'day')}`
}
