import { span } from './clock.ts'
import { bits, plural } from './format.ts'
import type { View } from './output.ts'
import { Sheet } from './terminal/sheet.ts'

/** What became of one kind's campaigns. */
export interface DrilledKind {
  readonly kind: string
  readonly title: string
  readonly planted: number
  readonly found: number
  /** 95% confidence interval of the found share (Wilson). */
  readonly from: number
  readonly to: number
  /** Medians of those found: place among the day's ordinary incidents, seconds until the first shown step. */
  readonly rank?: number
  readonly afterSeconds?: number
  /** Why the others were not found, and how many. */
  readonly hidden: readonly {
    readonly reason: string
    readonly count: number
    readonly score?: number
    readonly needed?: number
  }[]
  readonly sensors: readonly { readonly sensor: string; readonly planted: number; readonly found: number }[]
  /** What the network lacked where it was not planted. */
  readonly lacking: readonly string[]
}

/** A drill of one site. */
export interface DrillReport {
  readonly site: string
  readonly budget: number
  readonly days: readonly string[]
  readonly seeds: readonly number[]
  readonly kinds: readonly DrilledKind[]
}

const percent = (share: number): string => `${Math.round(100 * share)}%`

/** The drill for people: one line a kind, what hid the rest, and what could not be planted. */
export function* drillLines(report: DrillReport, view: View): Iterable<string> {
  const sheet = new Sheet(view.width, view.color)
  const { site, budget, days, seeds, kinds } = report
  const planted = kinds.filter(kind => kind.planted)
  const sum = (of: (kind: DrilledKind) => number) => planted.reduce((n, kind) => n + of(kind), 0)
  const head = `${site}: ${sum(kind => kind.found)} of ${plural(
    sum(kind => kind.planted),
    'planted campaign',
  )} found among the first ${budget} incidents of their day, on ${plural(days.length, 'day')} (${days[0]} to ${days.at(-1)}) with ${plural(seeds.length, 'seed')}`
  for (const line of sheet.text(head)) yield `${sheet.paint('bold', line)}\n`
  for (const kind of planted) {
    yield '\n'
    for (const line of kindLines(sheet, kind)) yield `${line}\n`
  }
  const lacking = kinds.filter(kind => !kind.planted)
  if (lacking.length) yield `\n${sheet.paint('bold', 'Not planted')}\n`
  for (const { kind, lacking: reasons } of lacking)
    for (const line of sheet.text(`${kind}: ${reasons.join('; ')}`, 2, 2)) yield `${line}\n`
}

function kindLines(sheet: Sheet, kind: DrilledKind): string[] {
  const { planted, found, from, to, rank, afterSeconds, hidden, sensors } = kind
  const place = rank === undefined ? [] : [`usually number ${rank}`]
  const after = afterSeconds === undefined ? [] : [`first shown step ${span(afterSeconds)} after the start`]
  const share = `found ${found} of ${planted} (95% sure of ${percent(from)} to ${percent(to)})`
  return [
    ...sheet.text(`${kind.kind}: ${kind.title}`, 0, 2).map(line => sheet.paint('bold', line)),
    ...sheet.text([share, ...place, ...after].join('; '), 2, 2),
    ...hidden.flatMap(({ reason, count, score, needed }) =>
      sheet.text(
        `${count} hidden: ${reason}${score === undefined ? '' : ` (${bits(score)} against ${bits(needed ?? 0)})`}`,
        2,
        2,
      ),
    ),
    ...(sensors.length > 1
      ? sheet.text(
          `by sensor: ${sensors.map(each => `${each.sensor} ${each.found} of ${each.planted}`).join(', ')}`,
          2,
          2,
        )
      : []),
  ]
}
