import { min } from 'd3-array'
import type { Services } from '../flow/services.ts'
import type { Stage } from '../lib/stage.ts'
import type { Calendar } from '../profile/calendar.ts'
import { Accounts } from '../profile/accounts.ts'
import { Deeds } from '../profile/deeds.ts'
import type { Records } from '../profile/records.ts'
import { Sessions } from '../profile/sessions.ts'
import { Site } from '../profile/site.ts'
import type { DayFlow } from '../profile/source-day.ts'
import type { SubnetOf } from '../profile/subnets.ts'
import { SubnetViews } from '../profile/subnet-views.ts'
import { calibrate } from './calibrate.ts'
import { plural, type Detector } from './detector.ts'
import { detectors as all } from './registry.ts'
import type { Finding, Incident } from './finding.ts'
import { findings } from './findings.ts'
import { Frequency } from './frequency.ts'
import { incident } from './incidents.ts'
import { channelsOf, measure, type Measured } from './measure.ts'
import { join, type Story } from './stories.ts'

/** What to judge, and how to name things. */
export interface Question {
  readonly services: Services
  readonly calendar: Calendar
  readonly subnetOf: SubnetOf
  /** Local days to judge, each on the days before it; without history, all days of the data, judged by what needs none. */
  readonly judged: ReadonlySet<number>
  readonly history: boolean
  /** Whether a sensor had just come into view on a day: what it alone shows may be old. Absent where all were there from the start. */
  newlySeen?(sensor: string, day: number): boolean
  /** The site.json entry that trusts a source, if any: profiled, never reported. */
  trustedBy(srcAddress: number, service: number, start: number): string | undefined
  /** Told how far judging is. */
  readonly stage?: Stage | undefined
  name(host: number): string
  /** YYYY-MM-DD of a local day. */
  dayText(day: number): string
}

export interface Judgement {
  /** Highest score first. */
  readonly incidents: readonly Incident[]
  readonly findings: readonly Finding[]
  /** How many findings each trusted entry hid. */
  readonly hidden: ReadonlyMap<string, number>
  readonly sources: number
  readonly targets: number
  readonly links: number
  /** What was not looked at for want of room. */
  readonly statements: readonly string[]
}

/** Judges a site's sealed records, by all detectors unless told otherwise: learn the site, measure every source's days, calibrate, join what belongs together. */
export async function detect(
  records: Records,
  question: Question,
  detectors: readonly Detector[] = all,
): Promise<Judgement> {
  const { site, views, counts } = await learnSite(records, question)
  const deeds = await Deeds.count(records.eventsBySource(), question)
  const accounts = await Accounts.of(records.eventsBySource(), question.calendar)
  const trustedBy = (flow: DayFlow) => question.trustedBy(flow.src, flow.service, flow.start)
  const sessions = question.history ? undefined : await Sessions.of(records, question.services)
  const scene = { ...question, sessions, site, views, deeds, accounts, detectors, trustedBy }
  const rows = await measure(records, scene)
  const statements = [
    ...subnetStatements(views, question),
    ...deeds.computerLogins.statements(),
    ...(sessions?.statements() ?? []),
  ]
  return { ...judge(rows, question, detectors), ...counts, statements }
}

async function learnSite(records: Records, question: Question) {
  const site = new Site(question.subnetOf)
  const views = new SubnetViews(question.subnetOf)
  const sources = new Set<number>()
  const targets = new Set<number>()
  const links = new Set<string>()
  for await (const page of records.linkDays()) {
    for (const row of page) {
      sources.add(row.src)
      targets.add(row.dst)
      views.add(row)
      links.add(`${row.src} ${row.dst} ${row.service}`)
      if (!question.trustedBy(row.srcAddress, row.service, row.first)) site.add(row)
    }
  }
  site.seal()
  views.seal()
  return { site, views, counts: { sources: sources.size, targets: targets.size, links: links.size } }
}

const subnetStatements = (views: SubnetViews, { history, dayText }: Question): string[] =>
  history
    ? [...views.begins()].map(
        ([day, subnets]) =>
          `${plural(subnets, 'subnet')} showed on ${dayText(day)} to have come into view: from then on what is there is not told as new in its first days`,
      )
    : []

function judge(
  rows: readonly Measured[],
  question: Question,
  detectors: readonly Detector[],
): Pick<Judgement, 'incidents' | 'findings' | 'hidden'> {
  const channels = channelsOf({ detectors, history: question.history })
  const calibrated = calibrate(inOrder(rows, question), channels, detectors, question.history)
  const frequency = new Frequency(calibrated, question.history ? min(question.judged)! : -Infinity)
  const hidden = new Map<string, number>()
  const stories: Story[] = []
  for (const row of calibrated) {
    const found = question.judged.has(row.day) ? findings(row, channels, detectors, question) : []
    if (!found.length) continue
    if (row.trusted) hidden.set(row.trusted, (hidden.get(row.trusted) ?? 0) + found.length)
    else stories.push({ row, found, score: row.score })
  }
  stories.sort((a, b) => byTime(a.found[0]!.finding, b.found[0]!.finding))
  const incidents = join(stories).map(group => incident(group, { ...question, frequency }))
  const all = stories.flatMap(story => story.found.map(({ finding }) => finding))
  return {
    incidents: incidents.sort((a, b) => b.score - a.score || byTime(a, b)),
    findings: all.sort((a, b) => b.score - a.score || byTime(a, b)),
    hidden,
  }
}

const byTime = (a: { start: number; id: string }, b: { start: number; id: string }): number =>
  a.start - b.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Ordered by source as text: host ids follow the order of reading, and sums of fractions follow the order of rows. */
function inOrder(rows: readonly Measured[], question: Question): Measured[] {
  const keyed = rows.map(row => ({ row, key: `${question.name(row.src)} ${row.trusted}` }))
  return keyed
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row.day - b.row.day))
    .map(({ row }) => row)
}
