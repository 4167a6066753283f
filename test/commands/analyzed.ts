import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eastwest, type Conn } from './cli.ts'

export const monday = Date.parse('2026-03-02T08:00:00Z') / 1000

/** Nine quiet days, then one on which a workstation reaches forty hosts within minutes. */
export function story(net = '10.0'): Conn[] {
  const days = Array.from({ length: 10 }, (_, day) => monday + day * 86_400)
  const quiet = days.flatMap(day =>
    Array.from({ length: 30 }, (_, i) => ({
      ts: day + i * 600,
      src: `${net}.0.${i % 6}`,
      dst: `${net}.1.${i % 3}`,
    })),
  )
  const sweep = Array.from({ length: 40 }, (_, i) => ({
    ts: days[9]! + 20_000 + i * 5,
    src: `${net}.0.2`,
    dst: `${net}.2.${i}`,
  }))
  return [...quiet, ...sweep]
}

/** Runs analyze with results beside the inputs, and gives them. */
export async function analyze(at: string, argv: readonly string[], out = join(at, 'results')) {
  const ran = await eastwest(['analyze', ...argv, '--out', out])
  const read = (name: string) => readFileSync(join(out, name), 'utf8')
  return { ...ran, read, results: () => readdirSync(out).filter(name => !name.startsWith('.')) }
}
