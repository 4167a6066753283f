import { established } from '../flow/codes.ts'
import { volumes, type Volume } from '../profile/baseline.ts'
import type { DayFlow } from '../profile/source-day.ts'
import type { Detector, Evidence, View } from './detector.ts'

/** Flows of a service that a source must have had before their sizes mean something. */
const enough = 8
/** Deviations below this many are ordinary. */
const ordinary = 2
/** Bits a robust deviation of the logarithm is worth at most: a power-law tail, as traffic has. */
const bitsPerDeviation = 2

const titles: Record<Volume, { words: string; prior: number }> = {
  srcBytes: { words: 'bytes sent', prior: 0.3 },
  dstBytes: { words: 'bytes received', prior: 0.3 },
  duration: { words: 'duration', prior: 0.3 },
}
const channelOf = (volume: Volume) => titles[volume].words

/** One flow far larger or longer than the source's flows of that service. */
export const unusualFlow: Detector = {
  name: 'unusual-flow',
  title: 'A flow sends, receives or lasts far more than the source usually does with that service',
  channels: volumes.map(volume => ({
    name: channelOf(volume),
    prior: titles[volume].prior,
    needsHistory: true,
  })),
  measure: view => volumes.flatMap(volume => evidence(view, volume)),
}

function evidence(view: View, volume: Volume): Evidence[] {
  let most: { flow: DayFlow; deviation: number } | undefined
  for (const flow of view.day.flows) {
    if (flow.state !== established) continue
    const usual = view.past.volume(flow.service, volume)
    if (!usual || usual.total < enough) continue
    const deviation = usual.deviation(flow[volume])
    if (!most || deviation > most.deviation) most = { flow, deviation }
  }
  if (!most || most.deviation <= ordinary) return []
  const { flow, deviation } = most
  return [
    {
      channel: channelOf(volume),
      magnitude: deviation - ordinary,
      most: bitsPerDeviation * deviation,
      flows: [flow],
      techniques: [view.services.row(flow.service).technique].filter(Boolean),
      say: () => say(view, flow, volume),
    },
  ]
}

function say(view: View, flow: DayFlow, volume: Volume): { fact: string; observed: string; usual: string } {
  const usual = view.past.volume(flow.service, volume)!
  const show = volume === 'duration' ? seconds : bytes
  const service = view.services.name(flow.service)
  return {
    fact: `unusual ${titles[volume].words} over ${service} to ${view.name(flow.dst)}`,
    observed: show(flow[volume]),
    usual: `${show(usual.median())} (median of ${usual.total} flows of ${service})`,
  }
}

const units = ['B', 'kB', 'MB', 'GB', 'TB']

function bytes(value: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
  return `${Number((value / 1000 ** step).toPrecision(3))} ${units[step]}`
}

const seconds = (value: number): string =>
  value < 120 ? `${value.toFixed(1)} s` : `${(value / 60).toFixed(0)} min`
