import { expect, test } from 'vitest'
import type { Campaign, PlantedFlow } from '../../src/drill/campaign.ts'
import { Dice } from '../../src/drill/dice.ts'
import { PlantedRecords } from '../../src/drill/planted-records.ts'
import { numericColumns, numericNames } from '../../src/flow/columns.ts'
import type { DeviceBatch, DeviceEvent, LinkDay } from '../../src/flow/link-day.ts'
import type { Records } from '../../src/profile/records.ts'

const calendar = { day: (seconds: number) => Math.floor(seconds / 86_400), hour: () => 9 }

const flow = (srcDevice: number, start: number, uid: string): PlantedFlow => ({
  ...(Object.fromEntries(numericNames.map(name => [name, 1])) as Record<
    (typeof numericNames)[number],
    number
  >),
  start,
  src: srcDevice,
  srcDevice,
  dstDevice: 9,
  sensor: 's',
  space: '',
  uid,
})

const event = (src: number, ts: number, uid: string) => ({ src, ts, uid }) as DeviceEvent

function batchOf(flows: readonly PlantedFlow[]): DeviceBatch {
  const batch: Record<string, unknown> = { length: flows.length }
  for (const name of numericNames) batch[name] = numericColumns[name].array.from(flows.map(row => row[name]))
  for (const name of ['srcDevice', 'dstDevice'] as const)
    batch[name] = Uint32Array.from(flows.map(row => row[name]))
  for (const name of ['sensor', 'space', 'uid'] as const) batch[name] = flows.map(row => row[name])
  return batch as unknown as DeviceBatch
}

/** Records of flows in order, two to a page. */
function records(flows: readonly PlantedFlow[], events: readonly DeviceEvent[]): Records {
  const pages = <Row>(rows: readonly Row[]) =>
    Array.from({ length: Math.ceil(rows.length / 2) }, (_, i) => rows.slice(2 * i, 2 * i + 2))
  const link = (row: PlantedFlow) => ({ src: row.srcDevice, day: calendar.day(row.start) }) as LinkDay
  const links = flows.map(link).sort((a, b) => a.day - b.day)
  return {
    async *linkDays() {
      yield* pages(links)
    },
    async *flowsBySource() {
      for (const page of pages(flows)) yield batchOf(page)
    },
    async *eventsBySource() {
      yield* pages(events)
    },
  }
}

async function rowsOf(planted: Records) {
  const flows: string[] = []
  const events: string[] = []
  const days: number[] = []
  for await (const { length, srcDevice, start, uid } of planted.flowsBySource())
    for (let i = 0; i < length; i++) flows.push(`${srcDevice[i]} ${start[i]} ${uid[i]}`)
  for await (const page of planted.eventsBySource())
    events.push(...page.map(row => `${row.src} ${row.ts} ${row.uid}`))
  for await (const page of planted.linkDays()) days.push(...page.map(row => row.day))
  return { flows, events, days }
}

const inOrder = (a: PlantedFlow, b: PlantedFlow) =>
  a.srcDevice - b.srcDevice || a.start - b.start || (a.uid < b.uid ? -1 : 1)

test.each([1, 2, 3, 4, 5])(
  'planted rows lie among the others as if a store had sorted them (seed %i)',
  async seed => {
    const dice = new Dice(seed)
    const drawn = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) =>
        flow(dice.whole(1, 5), dice.whole(0, 9) * 43_200, `${name}${i}`),
      )
    const [own, more] = [drawn('own', 13).sort(inOrder), drawn('planted', 7)]
    const events = (flows: readonly PlantedFlow[]) =>
      flows.map(row => event(row.srcDevice, row.start, row.uid))
    const campaign: Campaign = { id: 'c', kind: 'k', flows: more, events: events(more) }
    const {
      flows,
      events: told,
      days,
    } = await rowsOf(new PlantedRecords(records(own, events(own)), [campaign], calendar))
    const expected = [...own, ...more].sort(inOrder).map(row => `${row.srcDevice} ${row.start} ${row.uid}`)
    expect(flows).toEqual(expected)
    expect(told).toEqual(expected)
    expect(days).toEqual([...own, ...more].map(row => calendar.day(row.start)).sort((a, b) => a - b))
  },
)

test('nothing planted leaves the records as they are, and campaigns alone are records too', async () => {
  const own = [flow(1, 10, 'a'), flow(1, 20, 'b'), flow(2, 5, 'c')]
  const base = records(own, [])
  expect(await rowsOf(new PlantedRecords(base, [], calendar))).toEqual(await rowsOf(base))
  const alone = { id: 'c', kind: 'k', flows: own, events: [] }
  const { flows } = await rowsOf(new PlantedRecords(records([], []), [alone], calendar))
  expect(flows).toEqual((await rowsOf(base)).flows)
})
