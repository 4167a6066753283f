import { extent } from 'd3-array'
import { isCorrected, type Clock } from '../flow/clocks.ts'
import type { Notes } from '../lib/notes.ts'
import type { Reconciled } from '../store/reconcile.ts'
import type { View } from './views.ts'

/** Seconds by which clocks may differ without a word. */
const unsaid = 1

const elsewhere = 'flows that another sensor or format shows too, and better: they count there'

/** Says what views of the same flows showed. */
export function noteOverlap(views: readonly View[], { clocks, repeated }: Reconciled, notes: Notes): void {
  for (const [view, flows] of repeated) notes.add(views[view]!.sensor.name, elsewhere, '', flows)
  for (const clock of clocks) {
    if (Math.abs(clock.ahead) < unsaid && !clock.steps.length) continue
    const [own, other] = [views[clock.view]!, views[clock.reference]!]
    const among = own.sensor === other.sensor ? `the ${other.reader.name} records'` : `${other.sensor.name}'s`
    notes.add(own.sensor.name, clockText(clock, own.reader.name, among), '', clock.flows)
  }
}

const errorText = (ahead: number): string =>
  `${Math.abs(ahead).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'}`

function clockText(clock: Clock, format: string, other: string): string {
  const seconds = clock.steps.length ? clock.steps.map(({ ahead }) => ahead) : [clock.ahead]
  const [least, most] = extent(seconds) as [number, number]
  const error = least === most ? errorText(least) : `from ${errorText(least)} to ${errorText(most)}`
  const told = `the clock of its ${format} records is ${error} ${other}, by the flows that both saw`
  return isCorrected(clock)
    ? `${told}: corrected`
    : `${told}: too much to correct; check its clock and time zone`
}
