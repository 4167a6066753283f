import type { Event } from '../flow/event.ts'
import type { Records } from '../profile/records.ts'
import type { Calibrated } from './calibrate.ts'
import { least } from './scores.ts'
import type { Evidence, Words } from './detector.ts'
import { channelsOf, turns, type Scene, type Turn } from './measure.ts'

export interface Spoken extends Evidence {
  readonly detector: string
  readonly words: Words
  /** What calibration left of it. */
  readonly bits: number
}

/** One source's judged day that stands out, with what speaks for it. */
export interface Outstanding {
  readonly src: number
  readonly day: number
  readonly knownDays: number
  /** Sum over the detectors that have something to say, less what looking everywhere costs. */
  readonly score: number
  readonly evidence: readonly Spoken[]
  /** Links, by linkKey, that the source never used before. */
  readonly newLinks: ReadonlySet<number>
  /** Users by flow uid. */
  readonly users: ReadonlyMap<string, string>
}

/**
 * Looks again at the source days that stand out, by their row numbers, and has their detectors speak: evidence is kept of no
 * other. What those sources' other days were in numbers is known.
 */
export async function* outstanding(
  records: Records,
  scene: Scene,
  calibrated: Calibrated,
  wanted: ReadonlySet<number>,
): AsyncGenerator<Outstanding> {
  const { rows } = calibrated
  const channels = channelsOf(scene)
  const next = firstRows(calibrated, wanted)
  for await (const turn of turns(records, scene, { of: src => next.has(src) })) {
    const { src } = turn.view.day
    const row = next.get(src)!
    next.set(src, row + 1)
    if (wanted.has(row)) yield toldOf(turn, row, calibrated)
    const magnitudes: [string, number][] = []
    for (let i = rows.from(row); i < rows.to(row); i++)
      magnitudes.push([channels[rows.channel.at(i)]!.name, rows.magnitude.at(i)])
    turn.learn(magnitudes)
  }
}

/** The first row of each source that has a wanted one. */
function firstRows({ rows }: Calibrated, wanted: ReadonlySet<number>): Map<number, number> {
  const first = new Map<number, number>()
  for (const row of wanted) first.set(rows.src(row), row)
  for (let row = rows.length - 1; row >= 0; row--) if (first.has(rows.src(row))) first.set(rows.src(row), row)
  return first
}

function toldOf({ view }: Turn, row: number, { score, best }: Calibrated): Outstanding {
  const { day, past, knownDays } = view
  const evidence: Spoken[] = []
  for (const { detector, channel, bits } of best(row)) {
    const found = bits >= least && detector.measure(view).find(one => one.channel === channel)
    if (found) evidence.push({ ...found, detector: detector.name, words: found.say(), bits })
  }
  return {
    src: day.src,
    day: day.day,
    knownDays,
    score: score[row]!,
    evidence,
    newLinks: new Set([...day.links.keys()].filter(key => !past.hasLink(key))),
    users: usersOf(day.events),
  }
}

function usersOf(events: readonly Event[]): Map<string, string> {
  const users = new Map<string, string>()
  for (const event of events) if (event.user && event.uid) users.set(event.uid, event.user)
  return users
}
