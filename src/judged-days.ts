import type { SensorDay } from './flow/link-day.ts'
import { dayText } from './lib/time.ts'

/** Earlier days that make a history. */
const enough = 3

export interface Judged {
  /** Local days. */
  readonly days: ReadonlySet<number>
  readonly history: boolean
  /** Days with traffic before the first judged one. */
  readonly historyDays: number
  /** What the reader of the output must know about the choice. */
  readonly statements: readonly string[]
}

/**
 * Which days to judge: a range, or the last day that each sensor covers. With fewer than three earlier days
 * there is no history, and all days are judged by what needs none.
 */
export function judgedDays(
  sensorDays: readonly SensorDay[],
  range: { from: number; to: number } | undefined,
): Judged {
  const all = [...new Set(sensorDays.map(({ day }) => day))].sort((a, b) => a - b)
  const days = range ? all.filter(day => day >= range.from && day <= range.to) : lastDays(sensorDays)
  if (!days.length) {
    const seen = all.length
      ? `the flows of remote services span ${dayText(all[0]!)} to ${dayText(all.at(-1)!)}`
      : 'there are no flows of remote services'
    return { days: new Set(), history: false, historyDays: 0, statements: [`nothing to judge: ${seen}`] }
  }
  const historyDays = all.filter(day => day < Math.min(...days)).length
  if (historyDays >= enough) return { days: new Set(days), history: true, historyDays, statements: [] }
  const short = `no history: ${historyDays} days lie before the judged ones, ${enough} are needed. All days are judged, by what needs no history: new links, odd hours and unusual flows are not told`
  return { days: new Set(range ? days : all), history: false, historyDays, statements: [short] }
}

function lastDays(sensorDays: readonly SensorDay[]): number[] {
  const last = new Map<string, number>()
  for (const { sensor, day } of sensorDays) last.set(sensor, Math.max(day, last.get(sensor) ?? day))
  return [...new Set(last.values())]
}
