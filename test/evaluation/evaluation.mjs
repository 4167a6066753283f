// How well labelled sites are judged, as Markdown. Usage: npm run --silent evaluation -- PATH…
// A PATH is a folder of one site's records, with its labels.jsonl and site.json in it or beside it.
import { detect } from '../../dist/detect/detect.js'
import { detectors } from '../../dist/detect/registry.js'
import { ranked, scoreAt, bestOf } from '../../dist/evaluate/score.js'
import { labelledSite } from './labelled-site.mjs'
import { flowsOf, recent } from './recent.mjs'
import { rules } from './rules.mjs'
import { table } from './markdown.mjs'

const budgets = [1, 3, 5, 10, 20]
const histories = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60]
const share = (part, whole) => `${part}/${whole}`
const percent = value => `${Math.round(100 * value)} %`

/** Judges a site by some detectors, on so many days of history. */
async function judged(site, { using = detectors, days = Infinity } = {}) {
  const { records, question, judged, first } = site
  const known = days === Infinity ? records : recent(records, question.calendar, first - days)
  const { incidents } = await detect(known, { ...question, judged, history: days >= 3 }, using)
  const within = new Set([...judged].map(question.dayText))
  return ranked(incidents.filter(({ day }) => within.has(day)), site.truth) // prettier-ignore
}

/** A rule's groups as incidents. */
async function ruled(site, rule) {
  const { calendar, dayText, name, trustedBy } = site.question
  const flows = []
  for await (const flow of flowsOf(site.records)) flows.push(flow)
  flows.sort((a, b) => a.ts - b.ts)
  const day = ts => calendar.day(ts)
  const past = flows.filter(({ ts }) => day(ts) < site.first)
  const live = flows.filter(({ ts, src }) => site.judged.has(day(ts)) && !trustedBy(src, 0, ts))
  const told = rule({ past, live, day }).map(({ flows, score }, i) => ({
    id: String(i),
    day: dayText(day(flows[0].ts)),
    score,
    steps: flows.map(({ ts, src, dst, uid }) => ({ ts, src: name(src), dst: name(dst), uid })),
  }))
  return ranked(told, site.truth)
}

const caughtAt = (all, { truth }, budget) => {
  const { caught } = scoreAt(all, truth, budget)
  return share(caught.length, truth.campaigns.length)
}

function wholeTable(sites, whole) {
  const rows = sites.map((site, i) => {
    const at5 = scoreAt(whole[i], site.truth, 5)
    const days = site.judged.size
    const quiet = whole[i].filter(({ hits, told }) => !hits.campaigns.size && told.severity !== 'info').length
    const loud = whole[i].filter(({ hits, told }) => !hits.campaigns.size && /high|critical/.test(told.severity)).length // prettier-ignore
    return [
      site.name,
      ...budgets.map(budget => caughtAt(whole[i], site, budget)),
      percent(at5.pairs / at5.allPairs),
      percent(at5.purity),
      (quiet / days).toFixed(1),
      (loud / days).toFixed(1),
    ]
  })
  const head = ['site', ...budgets.map(budget => `at ${budget}`), 'pairs shown at 5', 'purity at 5', 'false incidents a day', 'of them high or critical'] // prettier-ignore
  return table(head, rows)
}

function kindTable(sites, whole) {
  const kinds = [...new Set(sites.flatMap(({ truth }) => truth.labels.map(({ kind }) => kind)))].sort()
  const place = (kind, site, all) => {
    const campaigns = [...new Set(site.truth.labels.filter(label => label.kind === kind).map(({ campaign }) => campaign))] // prettier-ignore
    return campaigns.map(campaign => bestOf(campaign, all)?.rank ?? 'missed').join(', ')
  }
  const rows = kinds.map(kind => [kind, ...sites.map((site, i) => place(kind, site, whole[i]))])
  return table(['kind', ...sites.map(({ name }) => name)], rows)
}

async function variantTable(sites, title, variants, at = [3, 5]) {
  const rows = []
  for (const [name, run] of variants) {
    const cells = []
    for (const site of sites) {
      const all = await run(site)
      cells.push(all ? at.map(budget => caughtAt(all, site, budget)).join(' · ') : '')
    }
    rows.push([name, ...cells])
  }
  return table([title, ...sites.map(({ name }) => name)], rows)
}

const onlyHistory = async (site, days) => {
  for await (const page of site.records.linkDays())
    if (page.length) return site.first - page[0].day >= days ? judged(site, { days }) : undefined
}

const sites = []
for (const path of process.argv.slice(2)) sites.push(await labelledSite(path))
if (!sites.length)
  throw new Error('give a folder of records with labels.jsonl and site.json, such as sensors')
const whole = []
for (const site of sites) whole.push(await judged(site))

console.log('Campaigns caught, by incidents read a day:\n')
console.log(wholeTable(sites, whole))
console.log('The best place of a campaign’s incident on its day, by kind:\n')
console.log(kindTable(sites, whole))
console.log('What teams use today, on the same records; caught at 3 · at 5 a day:\n')
console.log(await variantTable(sites, 'rule', Object.entries(rules).map(([name, rule]) => [name, site => ruled(site, rule)]))) // prettier-ignore
console.log('Each detector alone, and all but each; caught at 3 · at 5 a day:\n')
const subsets = [
  ['all', undefined],
  ...detectors.map(one => [`\`${one.name}\` alone`, [one]]),
  ...detectors.map(one => [`all but \`${one.name}\``, detectors.filter(other => other !== one)]),
]
console.log(await variantTable(sites, 'detectors', subsets.map(([name, using]) => [name, site => judged(site, { using })]))) // prettier-ignore
console.log('By days of history; caught at 3 · at 5 a day:\n')
console.log(await variantTable(sites, 'days', histories.map(days => [String(days), site => onlyHistory(site, days)]))) // prettier-ignore
for (const site of sites) await site.close()
