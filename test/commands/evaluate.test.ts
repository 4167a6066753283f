import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { project, shared, testShared } from '../helpers.ts'
import { eastwest, folder } from './cli.ts'

interface Scored {
  readonly budgets: Record<string, Record<string, number>>
}

/** Judges a labelled site's days, and says what the scorer and the command make of it. */
async function both(site: string, paths: string, options: string[]) {
  const out = mkdtempSync(join(tmpdir(), 'evaluate-'))
  onTestFinished(() => rmSync(out, { recursive: true }))
  const { evaluate } = JSON.parse(readFileSync(join(site, 'truth.json'), 'utf8')) as { evaluate: string[] }
  const days = ['--evaluate', evaluate.join('..')]
  expect(await eastwest(['analyze', paths, ...options, ...days, '--out', out, '-q'])).toMatchObject({
    code: 0,
  })
  const scorer = [
    shared('eval/score.mjs'),
    site,
    join(out, 'incidents.jsonl'),
    '--json',
    '--budgets',
    '1,3,5,10,20',
  ]
  const expected = JSON.parse(execFileSync('node', scorer, { encoding: 'utf8' })) as Scored
  const ran = await eastwest(['evaluate', join(site, 'labels.jsonl'), out, '--format', 'json'])
  const rows = (JSON.parse(ran.out) as { budgets: Record<string, number>[] }).budgets
  const round = (value: number | undefined) => Number(value!.toFixed(3))
  const ours = rows.map(({ budget, caught, recall, precision, pairsShown, purity, read }) => [
    String(budget),
    {
      caught,
      recall: round(recall),
      precision: round(precision),
      stepRecall: round(pairsShown),
      purity: round(purity),
      read,
    },
  ])
  const theirs = Object.entries(expected.budgets).map(([budget, { missed: _, ...row }]) => [budget, row])
  return { ours, theirs }
}

describe('the command agrees with an independent scorer', () => {
  const sites = [
    ['the demo site', project('sensors'), '', []],
    ['alpha', shared('eval/sites/alpha'), 'logs', ['--site', shared('eval/sites/alpha/site.json')]],
    ['beta', shared('eval/sites/beta'), 'logs', ['--site', shared('eval/sites/beta/site.json')]],
  ] as const
  testShared.each(sites)('on %s', async (_, site, below, options) => {
    expect(existsSync(join(site, 'labels.jsonl'))).toBe(true)
    const { ours, theirs } = await both(site, join(site, below), [...options])
    expect(ours).toEqual(theirs)
  })
})

const t = 1772442000
const step = (src: string, dst: string, ts: number, uid: string) => ({
  ...{ src, dst, ts, uid, service: 'ssh', port: 22, state: 'established', sensor: 's', because: [] },
})
const rest = {
  ...{ severity: 'low', title: '', hosts: [], techniques: [], findings: [], because: [], frequency: '' },
  caveats: [],
}
const incident = (id: string, score: number, steps: object[]) =>
  JSON.stringify({ ...rest, id, site: 'x', day: '2026-03-02', score, start: t, end: t, steps })
const run = (judged: string[]) =>
  JSON.stringify({ version: '', sites: [{ name: 'x', timezone: 'UTC', judged, sensors: [] }] })
const results = (incidents: string[], judged = ['2026-03-02']) =>
  folder({ 'incidents.jsonl': incidents.join('\n'), 'findings.jsonl': '', 'run.json': run(judged) })
const label = (campaign: string, src: string, dst: string, ts: number, uid = '') =>
  JSON.stringify({ campaign, kind: 'any', ts, src, dst, uid })

const evaluated = async (labels: string[], out: string) =>
  JSON.parse(
    (
      await eastwest([
        'evaluate',
        join(folder({ 'l.jsonl': labels.join('\n') }), 'l.jsonl'),
        out,
        '--format',
        'json',
        '--budgets',
        '1',
      ])
    ).out,
  ) as { budgets: object[]; campaigns: object[]; notJudged: string[]; otherSites: string[] }

test.each([
  ['a step with a labelled uid is an attack’s', [step('a', 'b', t + 9999, 'C1')], 1],
  ['a step with a labelled pair within an hour is', [step('a', 'b', t + 3600, 'C2')], 1],
  ['one beyond the hour is not', [step('a', 'b', t + 3601, 'C2')], 0],
  [
    'an incident of which half the pairs are an attack’s counts',
    [step('a', 'b', t, ''), step('a', 'c', t, '')],
    1,
  ],
  [
    'one of which less are does not',
    [step('a', 'b', t, ''), step('a', 'c', t, ''), step('a', 'd', t, '')],
    0,
  ],
])('%s', async (_, steps, caught) => {
  const { budgets } = await evaluated([label('k-1', 'a', 'b', t, 'C1')], results([incident('i', 9, steps)]))
  expect(budgets).toMatchObject([{ caught, read: 1 }])
})

test('a campaign’s best place is told, and one outside the judged days is not counted', async () => {
  const out = results([incident('i', 9, [step('x', 'y', t, '')]), incident('j', 8, [step('a', 'b', t, '')])])
  const labels = [label('k-1', 'a', 'b', t), label('k-2', 'a', 'b', t + 864_000)]
  const { campaigns, notJudged } = await evaluated(labels, out)
  expect(campaigns).toMatchObject([{ campaign: 'k-1', rank: 2, incident: 'j' }])
  expect(notJudged).toEqual(['k-2'])
})

test('incidents of a site at whose time there is no label are not counted', async () => {
  const other = JSON.parse(incident('o', 99, [step('a', 'b', t, '')])) as object
  const sites = [['x', ['2026-03-02']], ['y', ['2026-03-09']], ['z', []]] as const // prettier-ignore
  const out = folder({
    'incidents.jsonl': [
      incident('i', 9, [step('a', 'b', t, '')]),
      JSON.stringify({ ...other, site: 'y', start: t + 604_800, end: t + 604_900 }),
      JSON.stringify({ ...other, site: 'z', start: t - 604_800, end: t - 604_700 }),
    ].join('\n'),
    'findings.jsonl': '',
    'run.json': JSON.stringify({
      version: '',
      sites: sites.map(([name, judged]) => ({ name, timezone: 'UTC', judged, sensors: [] })),
    }),
  })
  const { budgets, otherSites } = await evaluated([label('k-1', 'a', 'b', t)], out)
  expect(otherSites).toEqual(['y', 'z'])
  expect(budgets).toMatchObject([{ caught: 1, read: 1 }])
})

test('labels of another time are refused', async () => {
  const file = join(folder({ 'l.jsonl': label('k-1', 'a', 'b', t + 8_640_000) }), 'l.jsonl')
  for (const judged of [['2026-03-02'], []]) {
    const ran = await eastwest([
      'evaluate',
      file,
      results([incident('i', 9, [step('a', 'b', t, '')])], judged),
    ])
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('no label lies in the time') })
  }
})

test.each([
  ['', 'has no label'],
  ['{"campaign":"a","src":"x"}', 'line 1: campaign, src and dst must be texts'],
  ['{"campaign":', 'line 1: a JSON object is expected'],
])('labels such as %j are refused, and the message says what is expected', async (text, words) => {
  const ran = await eastwest(['evaluate', join(folder({ 'l.jsonl': text }), 'l.jsonl'), results([])])
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(words) })
})
