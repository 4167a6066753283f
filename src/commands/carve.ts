import { join } from 'node:path'
import { InputError } from '../lib/errors.ts'
import { Notes } from '../lib/notes.ts'
import { Rejects } from '../lib/rejects.ts'
import type { Io } from '../io.ts'
import { decided } from '../read/carve/decided.ts'
import { carve as carved, type Carving } from '../read/carve/carve.ts'
import { writerFor } from '../read/carve/writer-for.ts'
import { plural } from '../report/format.ts'
import { visible } from '../report/escape.ts'
import { CaptureFile } from './capture-file.ts'
import { requestOf, type CarveOptions, type CarveRequest } from './carve-request.ts'
import { chosenOf, type Chosen } from './chosen-packets.ts'
import { Progress } from './progress.ts'
import { sayRejected } from './rejected.ts'

export type { CarveOptions } from './carve-request.ts'

/** `eastwest carve`: the packets of an incident's flows, or of flows that are chosen otherwise, as a capture. */
export async function carve(names: readonly string[], options: CarveOptions, io: Io): Promise<void> {
  const rejects = new Rejects()
  const notes = new Notes()
  const progress = new Progress(io, options.quiet ?? false)
  const request = await requestOf(names, options, { rejects, meter: progress.meter })
  const say = (text: string): void => {
    progress.done()
    if (!options.quiet) io.err(`eastwest: ${visible(text)}\n`)
  }
  for (const warning of request.warnings) say(warning)
  const chosen: Chosen[] = []
  for (const sensor of request.sensors) chosen.push(await chosenOf(sensor, request, { rejects, notes }))
  const carvings = chosen.filter(({ picker }) => picker.flows.size > 0)
  progress.done()
  if (!options.quiet) sayRejected(io, rejects, notes, [])
  if (!carvings.length) throw new InputError(nothing(request, chosen))
  const { file, packets, lost } = await write(carvings, request, options, io)
  const flows = carvings.reduce((sum, { picker }) => sum + picker.flows.size, 0)
  const captures = carvings.reduce((sum, { inputs }) => sum + inputs.length, 0)
  const left = lost
    ? `; ${plural(lost, 'fragment')} of packets that were never whole, or too late, were left out`
    : ''
  say(`${plural(packets, 'packet')} of ${plural(flows, 'flow')}; ${plural(captures, 'capture')} read${left}`)
  for (const text of missed(request, chosen)) say(text)
  if (file !== '-') await io.out(`${file}\n`)
}

async function write(
  carvings: readonly Carving[],
  request: CarveRequest,
  options: CarveOptions,
  io: Io,
): Promise<{ file: string; packets: number; lost: number }> {
  const inputs = carvings.flatMap(({ inputs }) => inputs)
  const { extension, writer } = writerFor(inputs, request.title)
  const file = options.write ?? join(request.folder, `${request.name}.${extension}`)
  const output = new CaptureFile(file, io)
  let packets = 0
  try {
    await output.write(writer.begin())
    for await (const frame of decided(carved(carvings))) {
      await output.write(writer.frame(frame))
      packets++
    }
    await output.close()
  } catch (error) {
    output.discard()
    throw error
  }
  return { file, packets, lost: carvings.reduce((sum, { picker }) => sum + picker.lost, 0) }
}

/** Steps of which no flow was found, and flows of which there are no packets. */
function missed(request: CarveRequest, chosen: readonly Chosen[]): string[] {
  const found = new Set(chosen.flatMap(({ steps }) => [...steps]))
  const without = request.steps.filter(step => !found.has(step))
  const exported = chosen.reduce((sum, { exported }) => sum + exported, 0)
  return [
    ...(without.length
      ? [
          `no packets of ${without.length} of ${plural(request.steps.length, 'step')} are in these captures`,
          ...request.elsewhere(without),
        ]
      : []),
    ...(exported ? [`${plural(exported, 'flow')} came from flow exports, which hold no packets`] : []),
  ]
}

function nothing(request: CarveRequest, chosen: readonly Chosen[]): string {
  const [why = 'no packet of these flows is in the captures', ...more] = missed(request, chosen)
  return [`${request.title}: ${why}`, ...more].join('\n')
}
