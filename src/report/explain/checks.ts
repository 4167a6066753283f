import type { Incident, Step } from '../../detect/finding.ts'
import { clockFor } from '../clock.ts'
import { plural } from '../format.ts'
import type { View } from '../output.ts'
import type { InputForm, SensorFiles } from '../report.ts'
import type { RunSite } from '../run.ts'
import { commandsFor, mostUids, zeekUids } from './commands.ts'
import { filesOf } from './files.ts'
import { pathWord, quote } from './shell.ts'

/** What to look at next: a sentence, and the commands that show the records. */
export interface Check {
  readonly text: string
  readonly commands: readonly string[]
}

/** Records may begin this much before and end this much after what a step says: clocks of exporters are rounded. */
const slack = 1

/** One check a sensor and source, in order of the first step; `end` is when the last of the flows ended. */
export function checks(steps: readonly Step[], end: number, site: RunSite): Check[] {
  const clocks = [clockFor('UTC'), clockFor(site.timezone)]
  return groups(steps).map(own => {
    const { sensor, src } = own[0]!
    const from = own[0]!.ts - slack
    const to = Math.max(end, own.at(-1)!.ts) + slack
    const inputs = tellersFirst(own, site.sensors.find(({ name }) => name === sensor)?.inputs ?? [])
    const commands = inputs.flatMap(({ form, files }) => {
      const readable = files.filter(file => file !== '-')
      const fitting = filesOf(readable, from, to, clocks)
      return fitting.length ? commandsFor[form]({ src, steps: own, from, to, files: fitting }) : []
    })
    return { text: sentence(own, inputs, commands.length > 0), commands: [...new Set(commands)] }
  })
}

/** Of a sensor with several forms of records those first that told the steps: the others may hold nothing of them. */
function tellersFirst(steps: readonly Step[], inputs: readonly SensorFiles[]): SensorFiles[] {
  const fromZeek = zeekUids(steps).length > 0
  return inputs.toSorted((a, b) => Number(isZeek(b) === fromZeek) - Number(isZeek(a) === fromZeek))
}

const isZeek = ({ form }: SensorFiles): boolean => form.startsWith('zeek')

/** The packets themselves, where the sensors of some steps have any. */
export function carving({ id, steps }: Incident, site: RunSite, { out }: View): Check[] {
  const sensors = new Set(steps.map(({ sensor }) => sensor))
  const captured = site.sensors.some(
    ({ name, inputs }) => sensors.has(name) && inputs.some(({ form }) => form === 'packets'),
  )
  const text = 'the packets of all these flows, as a capture of their own'
  return captured ? [{ text, commands: [`eastwest carve ${quote(id)} --out ${pathWord(out)}`] }] : []
}

function sentence(steps: readonly Step[], inputs: readonly SensorFiles[], shown: boolean): string {
  const { src, sensor } = steps[0]!
  const text = `${plural(steps.length, 'step')} of ${src}, seen by ${sensor}`
  if (!shown) return `${text}: its records are in no file that this run names`
  const zeek = inputs.some(isZeek)
  const cut = zeek && zeekUids(steps).length > mostUids ? `; the first ${mostUids} are shown` : ''
  return `${text} (${inputs.map(({ form }) => words[form]).join(' and ')})${cut}`
}

const words: Record<InputForm, string> = {
  'zeek-tsv': 'Zeek logs',
  'zeek-json': 'Zeek logs in JSON',
  nfcapd: 'nfcapd files',
  packets: 'captures',
  'captured-exports': 'captured flow exports',
  exports: 'flow exports',
}

/** Steps of each sensor and source, in time order. */
function groups(steps: readonly Step[]): Step[][] {
  const byOrigin = new Map<string, Step[]>()
  for (const step of steps) {
    const key = `${step.sensor}\0${step.src}`
    byOrigin.set(key, [...(byOrigin.get(key) ?? []), step])
  }
  return [...byOrigin.values()]
}
