import { min } from 'd3-array'
import type { Services } from '../flow/services.ts'
import { NumberIndex } from '../lib/number-index.ts'
import type { Stage } from '../lib/stage.ts'
import type { Calendar } from '../profile/calendar.ts'
import { Accounts } from '../profile/accounts.ts'
import { Deeds } from '../profile/deeds.ts'
import { Floods } from '../profile/floods.ts'
import type { Records } from '../profile/records.ts'
import { Room } from '../profile/room.ts'
import { Sessions } from '../profile/sessions.ts'
import { Site } from '../profile/site.ts'
import { linkKey, pairKey, type DayFlow } from '../profile/source-day.ts'
import type { SubnetOf } from '../profile/subnets.ts'
import { SubnetViews } from '../profile/subnet-views.ts'
import { calibrate, type Calibrated } from './calibrate.ts'
import { plural, type Detector } from './detector.ts'
import { detectors as all } from './registry.ts'
import type { Finding, Incident } from './finding.ts'
import { findings } from './findings.ts'
import { floodsTold, floodStatements } from './floods-told.ts'
import { Frequency } from './frequency.ts'
import { incident } from './incidents.ts'
import { channelsOf, measure, type Scene } from './measure.ts'
import { outstanding } from './outstanding.ts'
import { least } from './scores.ts'
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
  const floods = await Floods.of(records.linkDays())
  const { site, views, counts } = await learnSite(records, question, floods)
  const deeds = await Deeds.count(records.eventsBySource(), question)
  const accounts = await Accounts.of(records.eventsBySource(), question.calendar)
  const trustedBy = (flow: DayFlow) => question.trustedBy(flow.src, flow.service, flow.start)
  const sessions = question.history ? undefined : await Sessions.of(records, question.services)
  const scene = { ...question, sessions, site, views, deeds, accounts, floods, detectors, trustedBy }
  const room = new Room()
  const judgement = await judge(records, scene, question, room)
  const statements = [
    ...room.statements(),
    ...subnetStatements(views, question),
    ...deeds.computerLogins.statements(),
    ...floodStatements(floods, question),
    ...(sessions?.statements() ?? []),
  ]
  return { ...judgement, ...counts, statements }
}

async function learnSite(records: Records, question: Question, floods: Floods) {
  const site = new Site(question.subnetOf)
  const views = new SubnetViews(question.subnetOf)
  const sources = new NumberIndex()
  const targets = new NumberIndex()
  const served = new NumberIndex()
  const links = new NumberIndex()
  for await (const page of records.linkDays()) {
    for (const row of page) {
      sources.add(row.src)
      targets.add(row.dst)
      links.add(pairKey(row.src, served.add(linkKey(row.dst, row.service))))
      if (floods.has(row.src, row.day)) continue
      views.add(row)
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

async function judge(
  records: Records,
  scene: Scene,
  question: Question,
  room: Room,
): Promise<Pick<Judgement, 'incidents' | 'findings' | 'hidden'>> {
  const { detectors, history, judged } = scene
  const rows = await measure(records, scene, room)
  const calibrated = calibrate(rows, rows.inOrder(question.name), channelsOf(scene), detectors, history)
  const frequency = new Frequency(calibrated, history ? min(judged)! : -Infinity)
  const { wanted, hidden } = outstandingRows(calibrated, judged)
  const stories: Story[] = []
  for await (const row of outstanding(records, scene, calibrated, wanted))
    if (row.evidence.length) stories.push({ row, found: findings(row, question), score: row.score })
  stories.sort((a, b) => byTime(a.found[0]!.finding, b.found[0]!.finding))
  const flooded = floodsTold(scene.floods, question)
  const incidents = [
    ...join(stories).map(group => incident(group, { ...question, frequency })),
    ...flooded.map(({ incident }) => incident),
  ]
  const all = [
    ...stories.flatMap(story => story.found.map(({ finding }) => finding)),
    ...flooded.map(({ finding }) => finding),
  ]
  return {
    incidents: incidents.sort((a, b) => b.score - a.score || byTime(a, b)),
    findings: all.sort((a, b) => b.score - a.score || byTime(a, b)),
    hidden,
  }
}

const byTime = (a: { start: number; id: string }, b: { start: number; id: string }): number =>
  a.start - b.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The judged rows of which a detector has something to say, and how many of these findings each trusted entry hides. */
function outstandingRows({ rows, order, best }: Calibrated, judged: ReadonlySet<number>) {
  const wanted = new Set<number>()
  const hidden = new Map<string, number>()
  for (const row of order) {
    if (!judged.has(rows.day.at(row))) continue
    const found = best(row).filter(({ bits }) => bits >= least).length
    const trusted = rows.trusted(row)
    if (found && trusted) hidden.set(trusted, (hidden.get(trusted) ?? 0) + found)
    else if (found) wanted.add(row)
  }
  return { wanted, hidden }
}
