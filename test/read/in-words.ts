import { flowAt } from '../../src/flow/batch.ts'
import { directions, serviceBys, states } from '../../src/flow/codes.ts'
import type { Event } from '../../src/flow/event.ts'
import { Hosts } from '../../src/flow/hosts.ts'
import { Services } from '../../src/flow/services.ts'
import { Notes } from '../../src/lib/notes.ts'
import { Rejects } from '../../src/lib/rejects.ts'
import type { Input } from '../../src/open/input.ts'
import type { Reader } from '../../src/read/reader.ts'

/** What a reader makes of inputs, in words, in an order of its own. */
export async function inWords(reader: Reader, inputs: readonly Input[]) {
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
  const context = { sensor: 's1', space: '', hosts, services, rejects, notes }
  for await (const batch of reader.read(inputs, context)) {
    for (let i = 0; i < (batch.flows?.length ?? 0); i++) flows.push(flowWords(flowAt(batch.flows!, i)))
    events.push(...(batch.events ?? []).map(eventWords))
  }
  return {
    flows: inOrder(flows),
    events: inOrder(events),
    rejects: rejects.rows(),
    notes: notes.rows(),
    total: rejects.total,
  }
}

const inOrder = <T>(rows: readonly T[]): T[] => {
  const keyed = rows.map(row => ({ row, key: JSON.stringify(row) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row)
}
