import type { Drilled } from '../drill/drill.ts'
import type { Kind } from '../drill/kind.ts'
import type { Outcome } from '../drill/outcome.ts'
import { wilson } from '../lib/stats.ts'
import type { DrilledKind } from '../report/drill.ts'

/** The outcomes of all seeds and days, kind by kind. */
export const drilledKinds = (kinds: readonly Kind[], { outcomes, notPlanted }: Drilled): DrilledKind[] =>
  kinds.map(({ name, title }) => {
    const own = outcomes.filter(({ kind }) => kind === name)
    const found = own.filter(({ hidden }) => !hidden)
    const shown = found.filter(({ rank }) => rank !== undefined)
    const [from, to] = wilson(found.length, own.length)
    const reasons = notPlanted.filter(({ kind }) => kind === name).map(({ reason }) => reason)
    return {
      kind: name,
      title,
      planted: own.length,
      found: found.length,
      from,
      to,
      ...(shown.length && {
        rank: median(shown.map(({ rank }) => rank!)),
        afterSeconds: median(shown.map(({ afterSeconds }) => afterSeconds!)),
      }),
      hidden: hiddenBy(own),
      sensors: sensorsOf(own),
      lacking: [...new Set(reasons)].sort(),
    }
  })

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort()

/** Why campaigns were not found, the most frequent reason first, with the medians of what they scored and needed. */
const hiddenBy = (outcomes: readonly Outcome[]): DrilledKind['hidden'] =>
  distinct(outcomes.map(({ hidden }) => hidden).filter(Boolean))
    .map(reason => {
      const own = outcomes.filter(({ hidden }) => hidden === reason)
      const scores = own.flatMap(({ score }) => score ?? [])
      const needed = own.flatMap(({ needed }) => needed ?? [])
      return {
        reason,
        count: own.length,
        ...(scores.length && needed.length && { score: median(scores), needed: median(needed) }),
      }
    })
    .sort((a, b) => b.count - a.count)

const sensorsOf = (outcomes: readonly Outcome[]): DrilledKind['sensors'] =>
  distinct(outcomes.map(({ sensor }) => sensor)).map(sensor => {
    const own = outcomes.filter(outcome => outcome.sensor === sensor)
    return { sensor, planted: own.length, found: own.filter(({ hidden }) => !hidden).length }
  })
