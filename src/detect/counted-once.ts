import type { Deed } from './day-deeds.ts'
import type { Detector, View } from './detector.ts'
import { fanOut } from './fan-out.ts'
import { guessing } from './guessing.ts'
import { isSensors } from './notices.ts'
import { portScan } from './port-scan.ts'
import { recognise, type Recognised } from './recognise.ts'
import { Times } from './times.ts'

/** Seconds between a deed and a sensor's notice of it, where they are not of one flow. */
const together = 600

/** Detectors that see the same as notices of these techniques. */
const seenBy: readonly (readonly [technique: RegExp, detectors: readonly Detector[]])[] = [
  [/^T1110\b/, [guessing]],
  [/^T1046$/, [portScan, fanOut]],
]

/** What a sensor noticed counts only where nothing else tells of it; and whether one of the deeds that are left was noticed too. */
export function countedOnce(
  view: View,
  deeds: readonly Deed[],
): { readonly deeds: readonly Deed[]; readonly agreed: boolean } {
  const notices = deeds.filter(({ event }) => isSensors(event))
  if (!notices.length) return { deeds, agreed: false }
  const own = view.day.events.flatMap(event => {
    const found = isSensors(event) ? undefined : recognise(event)
    return found ? [{ ...found, event }] : []
  })
  const isAnyOwn = isAbout(own)
  const told = new Set(notices.filter(isAnyOwn))
  const measured = measuredBy(view)
  const elsewhere = new Set(notices.filter(notice => !told.has(notice) && measured(notice)))
  const left = deeds.filter(deed => !told.has(deed) && !elsewhere.has(deed))
  const isAnyLeft = isAbout(left.filter(({ event }) => !isSensors(event)))
  return { deeds: left, agreed: [...told].some(isAnyLeft) }
}

/** Whether any of the deeds is what a notice is about: of the same flow, or on the same target about then, and of one technique. */
function isAbout(
  deeds: readonly (Recognised & Pick<Deed, 'event'>)[],
): (notice: Pick<Deed, 'event' | 'techniques'>) => boolean {
  const times = (of: (deed: (typeof deeds)[number]) => string | number) =>
    new Times(
      deeds.flatMap(deed => deed.techniques.map(id => ({ key: `${id} ${of(deed)}`, ts: deed.event.ts }))),
    )
  const byFlow = times(({ event }) => event.uid)
  const byTarget = times(({ event }) => event.dst)
  return ({ techniques, event: { uid, dst, ts } }) =>
    techniques.some(id =>
      uid === '' ? byTarget.any(`${id} ${dst}`, ts, together) : byFlow.any(`${id} ${uid}`, ts),
    )
}

/** Whether one of the detectors that see what a notice is about measures anything on that day: each is asked once. */
function measuredBy(view: View): (notice: Deed) => boolean {
  const known = new Map<Detector, boolean>()
  const measures = (detector: Detector): boolean => {
    if (!known.has(detector)) known.set(detector, detector.measure(view).length > 0)
    return known.get(detector)!
  }
  return notice =>
    seenBy.some(
      ([technique, detectors]) =>
        notice.techniques.some(id => technique.test(id)) && detectors.some(measures),
    )
}
