import { flowAt } from '../../../src/flow/batch.ts'
import { directions, serviceBys, states } from '../../../src/flow/codes.ts'
import type { Event } from '../../../src/flow/event.ts'
import { Hosts } from '../../../src/flow/hosts.ts'
import { Services } from '../../../src/flow/services.ts'
import { Notes } from '../../../src/lib/notes.ts'
import { Rejects } from '../../../src/lib/rejects.ts'
import type { Reader } from '../../../src/read/reader.ts'
import { inputOf } from '../zeek/read-zeek.ts'

type Files = Readonly<Record<string, string | Buffer>>

/** What a reader makes of files, in words, in an order of its own. `size` is that of the pieces they come in. */
export async function readWords(reader: Reader, files: Files, size?: number) {
  const hosts = new Hosts()
  const services = new Services()
  const rejects = new Rejects()
  const notes = new Notes()
  const flowWords = (flow: ReturnType<typeof flowAt>) => ({
    ...flow,
    src: hosts.text(flow.src),
    dst: hosts.text(flow.dst),
    service: services.name(flow.service),
    serviceBy: serviceBys[flow.serviceBy],
    state: states[flow.state],
    direction: directions[flow.direction],
  })
  const end = (host: number) => (host < 0 ? '' : hosts.text(host))
  const eventWords = (event: Event) => ({
    ...event,
    src: end(event.src),
    dst: end(event.dst),
    service: services.name(event.service),
  })
  const flows: ReturnType<typeof flowWords>[] = []
  const events: ReturnType<typeof eventWords>[] = []
  const inputs = Object.entries(files).map(([path, content]) => inputOf(path, content, size))
  const context = { sensor: 's1', space: '', hosts, services, rejects, notes }
  for await (const batch of reader.read(inputs, context)) {
    for (let i = 0; i < (batch.flows?.length ?? 0); i++) flows.push(flowWords(flowAt(batch.flows!, i)))
    events.push(...(batch.events ?? []).map(eventWords))
  }
  const said = notes.rows().map(({ text, count }) => `${text} ${count}`)
  return {
    flows: inOrder(flows),
    events: inOrder(events),
    rejects: rejects.rows(),
    total: rejects.total,
    notes: said,
  }
}

/** By uid, then by all else. */
const inOrder = <T extends { uid: string }>(rows: readonly T[]): T[] => {
  const keyed = rows.map(row => ({ row, key: `${row.uid} ${JSON.stringify(row)}` }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row)
}

/** Ways to garble a line that leave none of a record in it. */
export const garbles: readonly (readonly [string, (line: string) => string])[] = [
  ['is cut in half', line => line.slice(0, line.length >> 1)],
  ['is bytes of anything', () => '\x01\xff{"\t}\t\\'],
  ['has lost its beginning', line => line.slice(line.length >> 1)],
  ['is empty braces', () => '{}'],
]
