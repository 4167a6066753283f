import type { Clock } from '../clock.ts'

const dated = /(?<!\d)(20\d\d)([-_/]?)(\d\d)\2(\d\d)(?!\d\d\d\d\d\d\d)/g

/** The last day that a path names, YYYY-MM-DD; undefined where it names none. */
function dayIn(path: string): string | undefined {
  const last = [...path.matchAll(dated)].at(-1)
  return last && `${last[1]}-${last[3]}-${last[4]}`
}

/** Of a sensor's files those that hold a time: by the day in their paths, by any clock; all where the paths name no days. */
export function filesOf(
  files: readonly string[],
  from: number,
  to: number,
  clocks: readonly Clock[],
): readonly string[] {
  const first = clocks.map(clock => clock.day(from)).sort()[0]!
  const last = clocks
    .map(clock => clock.day(to))
    .sort()
    .at(-1)!
  const fitting = files.filter(file => {
    const day = dayIn(file)
    return day === undefined || (day >= first && day <= last)
  })
  return fitting.length ? fitting : files
}
