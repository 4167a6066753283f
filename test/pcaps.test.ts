import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../src/report/report.ts'
import { gather } from '../src/inputs/inputs.ts'
import { Rejects } from '../src/lib/rejects.ts'
import { narrowing } from '../src/inputs/narrowing.ts'
import { analyze } from '../src/pipeline.ts'
import { project } from './helpers.ts'

const scenarios = readdirSync(project('pcaps')).filter(name =>
  existsSync(project(`pcaps/${name}/expected.jsonl`)),
)

interface Expected {
  readonly src: string
  readonly dst: string
  readonly role: 'ordinary' | 'attack'
}

const lines = <Row>(file: string): Row[] =>
  readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line) as Row) // prettier-ignore

async function judge(scenario: string): Promise<Report> {
  const folder = project(`pcaps/${scenario}`)
  const rejects = new Rejects()
  const paths = readdirSync(folder).filter(name => name.startsWith('capture')).map(name => join(folder, name)) // prettier-ignore
  const gathered = await gather({ paths, stdin: (async function* () {})(), rejects })
  return analyze(gathered, { narrowing: narrowing({}), evaluate: undefined, budget: undefined, rejects })
}

/** What a person reads of a finding; bits to two places. */
const told = (report: Report): string =>
  report.sites
    .flatMap(site => site.findings)
    .map(({ detector, src, dst, service, score, techniques, because, steps }) => {
      const reasons = because.map(({ fact, observed }) => ({ fact, observed }))
      return {
        detector,
        src,
        dst,
        service,
        bits: Math.round(score * 100) / 100,
        techniques,
        because: reasons,
        flows: steps.length,
      }
    })
    .map(finding => `${JSON.stringify(finding)}\n`)
    .join('')

test.each(scenarios)('pcaps/%s gives its golden findings, and nothing of it is rejected', async scenario => {
  const golden = project(`pcaps/${scenario}/findings.jsonl`)
  const report = await judge(scenario)
  if (process.env.UPDATE && !process.env.CI) writeFileSync(golden, told(report))
  expect(told(report)).toBe(readFileSync(golden, 'utf8'))
  expect(report.rejects).toEqual([])
})

const attacks = scenarios.filter(name =>
  lines<Expected>(project(`pcaps/${name}/expected.jsonl`)).some(step => step.role === 'attack'),
)
/** Two hops through a tunnel with valid credentials look like any jump host's work when there is no history. */
const unseen = ['ssh-tunnel']

test.each(attacks.filter(name => !unseen.includes(name)))(
  'the worst incident of pcaps/%s is made of its attack’s pairs',
  async scenario => {
    const steps = lines<Expected>(project(`pcaps/${scenario}/expected.jsonl`))
    const pairs = new Set(
      steps.filter(({ role }) => role === 'attack').map(({ src, dst }) => `${src} ${dst}`),
    )
    const worst = (await judge(scenario)).sites[0]!.incidents[0]!
    const named = new Set(worst.steps.map(({ src, dst }) => `${src} ${dst}`))
    const right = [...named].filter(pair => pairs.has(pair)).length
    expect(right / named.size).toBeGreaterThanOrEqual(0.8)
  },
)

test.each(scenarios.filter(name => !attacks.includes(name)))(
  'pcaps/%s is ordinary and brings no incident',
  async scenario => {
    expect((await judge(scenario)).sites[0]!.incidents.map(({ title }) => title)).toEqual([])
  },
)
