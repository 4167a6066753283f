import { expect, test } from 'vitest'
import { findings, incidents, rejects } from '../../src/report/jsonl.ts'
import type { Output, View } from '../../src/report/output.ts'
import { report } from './fixture.ts'

const view: View = { color: false, width: 80, out: '' }
const lines = (output: Output): Record<string, unknown>[] =>
  [...output.render(report, view)].map(line => {
    expect(line.indexOf('\n')).toBe(line.length - 1)
    return JSON.parse(line) as Record<string, unknown>
  })

test('incidents.jsonl holds every incident of every site, whatever the budget', () => {
  const all = lines(incidents)
  const expected = report.sites.flatMap(site => site.incidents.map(({ id }) => `${site.name} ${id}`))
  expect(all.map(({ site, id }) => `${String(site)} ${String(id)}`).sort()).toEqual(expected.sort())
})

test('the highest score comes first, as a finite number, and times stay epoch seconds', () => {
  const all = lines(incidents) as { score: number; start: number; steps: { ts: number }[] }[]
  expect(all.map(({ score }) => score)).toEqual(all.map(({ score }) => score).sort((a, b) => b - a))
  expect(all[0]).toMatchObject({ score: 1e6 })
  expect(all[1]).toMatchObject({ score: 61.4, start: 1772500447 })
  expect(all[1]!.steps[0]).toMatchObject({ ts: 1772500447, src: '10.20.1.15', dst: '10.20.4.7', port: 22 })
})

test('findings.jsonl holds the findings with their numbers', () => {
  expect(lines(findings)).toMatchObject([
    { site: 'sensors', detector: 'fan-out', src: '10.20.1.15', score: 47.9 },
    { site: 'sensors', detector: 'technique', dst: '10.20.4.80', score: 24 },
  ])
})

test('rejects.jsonl says where and why', () => {
  expect(lines(rejects)).toEqual(report.rejects)
})
