import type { Deed } from './day-deeds.ts'
import type { Detector, View } from './detector.ts'
import { fanOut } from './fan-out.ts'
import { guessing } from './guessing.ts'
import { isSensors } from './notices.ts'
import { portScan } from './port-scan.ts'
import { recognise, type Recognised } from './recognise.ts'

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
  const told = new Set(notices.filter(notice => own.some(deed => isSame(notice, deed))))
  const elsewhere = notices.filter(notice => !told.has(notice) && isMeasured(view, notice))
  const left = deeds.filter(deed => !told.has(deed) && !elsewhere.includes(deed))
  return { deeds: left, agreed: [...told].some(notice => left.some(deed => isSame(notice, deed))) }
}

/** Whether a deed is what a notice is about: of the same flow, or on the same target about then, and of one technique. */
function isSame(notice: Deed, deed: Recognised & Pick<Deed, 'event'>): boolean {
  const [a, b] = [notice.event, deed.event]
  if (isSensors(b)) return false
  const near = a.dst === b.dst && Math.abs(a.ts - b.ts) <= together
  const flow = a.uid === '' ? near : a.uid === b.uid
  return flow && deed.techniques.some(id => notice.techniques.includes(id))
}

const isMeasured = (view: View, notice: Deed): boolean =>
  seenBy.some(
    ([technique, detectors]) =>
      notice.techniques.some(id => technique.test(id)) &&
      detectors.some(detector => detector.measure(view).length > 0),
  )
