// How well labelled sites are judged, as Markdown. Usage: npm run --silent evaluation -- PATH…
// A PATH is a folder of one site's records, with its labels.jsonl and site.json in it or beside it.
import type { Detector } from '../../src/detect/detector.ts'
import { detect } from '../../src/detect/detect.ts'
import { detectors } from '../../src/detect/registry.ts'
import { bestOf, ranked, scoreAt, type Ranked } from '../../src/evaluate/score.ts'
import { labelledSite, type LabelledSite } from './labelled-site.ts'
import { flowsOf, recent, type PlainFlow } from './recent.ts'
import { rules, type Rule } from './rules.ts'
import { table } from './markdown.ts'

const budgets = [1, 3, 5, 10, 20]
const histories = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60]
const share = (part: number, whole: number): string => `${part}/${whole}`
const percent = (value: number): string => `${Math.round(100 * value)} %`

/** Judges a site by some detectors, on so many days of history. */
async function judged(
  site: LabelledSite,
  { using = detectors, days = Infinity }: { using?: readonly Detector[]; days?: number } = {},
): Promise<Ranked[]> {
  const { records, question, judged, first } = site
  const known = days === Infinity ? records : recent(records, question.calendar, first - days)
  const { incidents } = await detect(known, { ...question, judged, history: days >= 3 }, using)
  const within = new Set([...judged].map(day => question.dayText(day)))
  const told = incidents.filter(({ day }) => within.has(day))
  return ranked(told, site.truth)
}

/** A rule's groups as incidents. */
async function ruled(site: LabelledSite, rule: Rule): Promise<Ranked[]> {
  const { calendar, dayText, name, trustedBy } = site.question
  const flows: PlainFlow[] = []
  for await (const flow of flowsOf(site.records)) flows.push(flow)
  flows.sort((a, b) => a.ts - b.ts)
  const day = (ts: number) => calendar.day(ts)
  const past = flows.filter(({ ts }) => day(ts) < site.first)
  const live = flows.filter(({ ts, src }) => site.judged.has(day(ts)) && !trustedBy(src, 0, ts))
  const told = rule({ past, live, day }).map(({ flows, score }, i) => ({
    id: String(i),
    day: dayText(day(flows[0]!.ts)),
    score,
    steps: flows.map(({ ts, src, dst, uid }) => ({ ts, src: name(src), dst: name(dst), uid })),
  }))
  return ranked(told, site.truth)
}

const caughtAt = (all: readonly Ranked[], { truth }: LabelledSite, budget: number): string => {
  const { caught } = scoreAt(all, truth, budget)
  return share(caught.length, truth.campaigns.length)
}

type Whole = readonly { readonly site: LabelledSite; readonly all: readonly Ranked[] }[]

function wholeTable(whole: Whole): string {
  const rows = whole.map(({ site, all }) => {
    const at5 = scoreAt(all, site.truth, 5)
    const days = site.judged.size
    const wrong = all.filter(({ hits }) => !hits.campaigns.size).length
    return [
      site.name,
      ...budgets.map(budget => caughtAt(all, site, budget)),
      percent(at5.pairs / at5.allPairs),
      percent(at5.purity),
      (wrong / days).toFixed(1),
    ]
  })
  const head = ['site', ...budgets.map(budget => `at ${budget}`), 'pairs shown at 5', 'purity at 5', 'false incidents a day'] // prettier-ignore
  return table(head, rows)
}

function kindTable(whole: Whole): string {
  const kinds = [
    ...new Set(whole.flatMap(({ site: { truth } }) => truth.labels.map(({ kind }) => kind))),
  ].sort()
  const place = (kind: string, { site, all }: Whole[number]) => {
    const campaigns = [...new Set(site.truth.labels.filter(label => label.kind === kind).map(({ campaign }) => campaign))] // prettier-ignore
    return campaigns.map(campaign => bestOf(campaign, all)?.rank ?? 'missed').join(', ')
  }
  const rows = kinds.map(kind => [kind, ...whole.map(one => place(kind, one))])
  return table(['kind', ...whole.map(({ site }) => site.name)], rows)
}

type Variant = readonly [string, (site: LabelledSite) => Promise<Ranked[] | undefined>]

async function variantTable(
  sites: readonly LabelledSite[],
  title: string,
  variants: readonly Variant[],
): Promise<string> {
  const rows: string[][] = []
  for (const [name, run] of variants) {
    const cells: string[] = []
    for (const site of sites) {
      const all = await run(site)
      cells.push(all ? [3, 5].map(budget => caughtAt(all, site, budget)).join(' · ') : '')
    }
    if (cells.some(Boolean)) rows.push([name, ...cells])
  }
  return table([title, ...sites.map(({ name }) => name)], rows)
}

/** Undefined where the site has no such history. */
async function onlyHistory(site: LabelledSite, days: number): Promise<Ranked[] | undefined> {
  for await (const [row] of site.records.linkDays())
    if (row) return site.first - row.day >= days ? judged(site, { days }) : undefined
  return undefined
}

const sites: LabelledSite[] = []
for (const path of process.argv.slice(2)) sites.push(await labelledSite(path))
if (!sites.length)
  throw new Error('give a folder of records with labels.jsonl and site.json, such as sensors')
const whole: { site: LabelledSite; all: Ranked[] }[] = []
for (const site of sites) whole.push({ site, all: await judged(site) })

console.log('Campaigns caught, by incidents read a day:\n')
console.log(wholeTable(whole))
console.log('The best place of a campaign’s incident on its day, by kind:\n')
console.log(kindTable(whole))
console.log('What teams use today, on the same records; caught at 3 · at 5 a day:\n')
console.log(await variantTable(sites, 'rule', Object.entries(rules).map(([name, rule]): Variant => [name, site => ruled(site, rule)]))) // prettier-ignore
console.log('Each detector alone, and all but each; caught at 3 · at 5 a day:\n')
const subsets: readonly (readonly [string, readonly Detector[] | undefined])[] = [
  ['all', undefined],
  ...detectors.map(one => [`\`${one.name}\` alone`, [one]] as const),
  ...detectors.map(one => [`all but \`${one.name}\``, detectors.filter(other => other !== one)] as const),
]
console.log(await variantTable(sites, 'detectors', subsets.map(([name, using]): Variant => [name, site => judged(site, using && { using })]))) // prettier-ignore
console.log('By days of history; caught at 3 · at 5 a day:\n')
console.log(await variantTable(sites, 'days', histories.map((days): Variant => [String(days), site => onlyHistory(site, days)]))) // prettier-ignore
for (const site of sites) await site.close()
