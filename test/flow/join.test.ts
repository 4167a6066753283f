import { describe, expect, test } from 'vitest'
import type { FlowBatch } from '../../src/flow/batch.ts'
import { flowAt } from '../../src/flow/batch.ts'
import { wayNames } from '../../src/flow/columns.ts'
import { directions, states } from '../../src/flow/codes.ts'
import { Hosts } from '../../src/flow/hosts.ts'
import { flowRecord, type FlowRecord } from '../../src/flow/join-record.ts'
import { FlowJoin } from '../../src/flow/join.ts'
import { Services } from '../../src/flow/services.ts'
import { Notes } from '../../src/lib/notes.ts'

const hosts = new Hosts()
const client = hosts.id('10.0.0.9')
const server = hosts.id('10.0.0.1')
const [group, group6] = [hosts.id('239.255.255.250'), hosts.id('ff02::c')]
const services = new Services()

const [F, S, R, P, A] = [1, 2, 4, 8, 16]
const session = S + A + P + F

/** One record: `from` and `to` with ports, times in seconds, packets, flags, and what else is said. */
function record(
  [src, srcPort]: readonly [number, number],
  [dst, dstPort]: readonly [number, number],
  [start, end]: readonly [number, number],
  packets: number,
  flags: number,
  more: Partial<FlowRecord> = {},
): FlowRecord {
  const ends = { src, srcPort, dst, dstPort, start, end, packets, bytes: packets * 100, flags }
  return { ...flowRecord(), protocol: 6, received: end, ...ends, ...more }
}

const a = [client, 50000] as const
const b = [server, 22] as const
const forth = (
  times: readonly [number, number],
  packets: number,
  flags: number,
  more?: Partial<FlowRecord>,
) => record(a, b, times, packets, flags, more)
const back = (times: readonly [number, number], packets: number, flags: number, more?: Partial<FlowRecord>) =>
  record(b, a, times, packets, flags, more)

function joined(records: readonly FlowRecord[], capacity?: number): { flows: string[]; notes: string[] } {
  const notes = new Notes()
  const join = new FlowJoin({ sensor: 's', space: '', hosts, services, notes }, capacity)
  const batches: FlowBatch[] = []
  for (const each of records) {
    join.add(each)
    batches.push(...join.take())
  }
  batches.push(...join.finish())
  const flows = batches.flatMap(batch => Array.from({ length: batch.length }, (_, i) => text(batch, i)))
  return { flows, notes: notes.rows().map(note => `${note.text} ${note.count}`) }
}

/** "source:port > target:port start+duration packets/packets state direction" */
function text(batch: FlowBatch, i: number): string {
  const flow = flowAt(batch, i)
  const ends = `${hosts.text(flow.src)}:${flow.srcPort} > ${hosts.text(flow.dst)}:${flow.dstPort}`
  const counts = `${flow.srcPackets}/${flow.dstPackets}`
  const times = `${flow.start}+${Math.round(flow.duration * 1000) / 1000}`
  return `${ends} ${times} ${counts} ${states[flow.state]} ${directions[flow.direction]}`
}

const flow = '10.0.0.9:50000 > 10.0.0.1:22'
const udp = { protocol: 17 }

const cases: readonly (readonly [string, readonly FlowRecord[], readonly string[]])[] = [
  ['both directions are one flow', [forth([100, 110], 9, session), back([100.1, 110], 7, session)], [`${flow} 100+10 9/7 established known`]],
  ['the answer may come first', [back([100.1, 110], 7, session), forth([100, 110], 9, session)], [`${flow} 100+10 9/7 established known`]],
  ['a server that seems first by a skewed clock is still the server', [forth([100.5, 110], 9, session), back([100, 110], 7, session)], [`${flow} 100+10 9/7 established guessed`]],
  ['with equal times the ports tell', [back([100, 110], 7, session), forth([100, 110], 9, session)], [`${flow} 100+10 9/7 established guessed`]],
  ['a lone SYN has no answer', [forth([100, 103], 3, S)], [`${flow} 100+3 3/0 no-answer known`]],
  ['a SYN that is reset is rejected', [forth([100, 100], 1, S), back([100, 100], 1, R + A)], [`${flow} 100+0 1/1 rejected known`]],
  ['a SYN tells the opener against the ports', [record(b, a, [100, 100], 1, S), record(a, b, [100, 100], 1, R + A)], ['10.0.0.1:22 > 10.0.0.9:50000 100+0 1/1 rejected known']],
  ['one direction of a session is partial', [forth([100, 110], 9, session)], [`${flow} 100+10 9/0 partial guessed`]],
  ['a server alone still shows who was asked', [back([100, 110], 9, session)], [`${flow} 100+10 0/9 established guessed`]],
  ['a lone SYN-ACK answers nobody', [back([100, 107], 4, S + A)], ['10.0.0.1:22 > 10.0.0.9:50000 100+7 4/0 partial guessed']],
  ['so does a lone reset', [back([100, 100], 1, R + A)], ['10.0.0.1:22 > 10.0.0.9:50000 100+0 1/0 partial guessed']],
  ['of a sampled session it may be all that was seen', [back([100, 100], 1, S + A, { sampling: 10 })], [`${flow} 100+0 0/1 established guessed`]],
  ['more of it than headers is a session of one direction', [back([100, 110], 4, S + A, { bytes: 5000 })], [`${flow} 100+10 0/4 established guessed`]],
  ['a session that began before the export is partial', [forth([100, 110], 9, A), back([100, 110], 7, A + P)], [`${flow} 100+10 9/7 partial guessed`]],
  ['pieces of an active timeout are one flow', [
    forth([0, 60], 5, S + A), back([0.1, 60], 5, S + A), forth([60, 120], 5, A), back([60, 120], 5, A), forth([120, 130], 5, A + F), back([120, 130], 5, A + F),
  ], [`${flow} 0+130 15/15 established known`]],
  ['pieces in any order are one flow', [forth([60, 120], 5, A), back([60, 120], 5, A), back([0.1, 60], 5, S + A), forth([0, 60], 5, S + A)], [`${flow} 0+120 10/10 established known`]],
  ['five minutes of silence end a TCP flow', [forth([0, 10], 5, S + A), forth([311, 320], 5, A)], [`${flow} 0+10 5/0 partial guessed`, `${flow} 311+9 5/0 partial guessed`]],
  ['one minute of silence ends a UDP flow', [forth([0, 10], 5, 0, udp), forth([71, 72], 5, 0, udp)], [`${flow} 0+10 5/0 no-answer guessed`, `${flow} 71+1 5/0 no-answer guessed`]],
  ['a port used again after the end is a new flow', [
    forth([0, 1], 5, session), back([0.1, 1], 5, session), forth([2, 3], 6, session), back([2.1, 3], 6, session),
  ], [`${flow} 0+1 5/5 established known`, `${flow} 2+1 6/6 established known`]],
  ['UDP with an answer is established', [forth([0, 1], 1, 0, udp), back([0.1, 1], 1, 0, udp)], [`${flow} 0+1 1/1 established guessed`]],
  ['of UDP without a server port, who sent first opened it', [
    record([server, 40000], [client, 50000], [0, 1], 1, 0, udp), record([client, 50000], [server, 40000], [0.1, 1], 1, 0, udp),
  ], ['10.0.0.1:40000 > 10.0.0.9:50000 0+1 1/1 established guessed']],
  ['a ping and its echo are one flow', [
    record([server, 0], [client, 8], [0.1, 1], 4, 0, { protocol: 1 }), record([client, 8], [server, 0], [0, 1], 4, 0, { protocol: 1 }),
  ], ['10.0.0.9:8 > 10.0.0.1:0 0+1 4/4 partial guessed']],
  ['a group is sent to, whatever its port and that of who sends', [record([server, 3389], [group, 50000], [0, 1], 4, 0, udp), record([server, 3389], [group6, 1900], [0, 1], 4, 0, udp)], [
    '10.0.0.1:3389 > 239.255.255.250:50000 0+1 4/0 no-answer known', '10.0.0.1:3389 > ff02::c:1900 0+1 4/0 no-answer known',
  ]],
  ['a biflow has both directions in one record', [forth([0, 1], 5, session, { reversePackets: 4, initiator: 'src' })], [`${flow} 0+1 5/4 established known`]],
  ['the sensor may say that the target opened it', [forth([0, 1], 5, 0, { reversePackets: 4, initiator: 'dst' })], ['10.0.0.1:22 > 10.0.0.9:50000 0+1 4/5 established known']],
  ['a denied flow without counts is rejected', [forth([0, 0], 0, 0, { denied: true })], [`${flow} 0+0 1/0 rejected guessed`]],
  ['a firewall that counts bytes alone shows both directions', [forth([0, 1], 0, 0, { bytes: 500, reverseBytes: 700, initiator: 'src' })], [`${flow} 0+1 1/1 established known`]],
  ['sampling that missed the SYN leaves a session established', [forth([0, 9], 90, A, { sampling: 10 }), back([0, 9], 70, A, { sampling: 10 })], [`${flow} 0+9 90/70 established guessed`]],
] // prettier-ignore

describe('One-way records to flows:', () => {
  test.each(cases)('%s', (_title, records, flows) => {
    expect(joined(records).flows).toEqual(flows)
  })

  test('no remote service is a group’s, nor that of an ICMP message', () => {
    const others: number[] = []
    const counted = { add: (start: number) => void others.push(start) }
    const join = new FlowJoin({
      sensor: 's',
      space: '',
      hosts,
      services,
      notes: new Notes(),
      others: counted,
    })
    join.add(record(a, [group, 3389], [0, 1], 4, 0, udp))
    join.add(record(a, [hosts.id('255.255.255.255'), 22], [1, 2], 4, S))
    // Destination unreachable, port.
    join.add(record([server, 3], [client, 3], [2, 3], 1, 0, { protocol: 1 }))
    // Backscatter from a server's port to another's.
    join.add(record(a, [server, 3389], [2.5, 3], 1, S + A))
    join.add(record(a, b, [3, 4], 4, session))
    const flows = join.finish()
    expect(others.sort()).toEqual([0, 1, 2, 2.5])
    expect(flows.map(({ length, start }) => [length, start[0]])).toEqual([[1, 3]])
  })

  test('interfaces, VRF and AS numbers are those of the originator’s packets, whoever told them', () => {
    const way = { inInterface: 3, outInterface: 7, vrf: 12, srcAs: 64500, dstAs: 4_200_000_000 }
    const from = (records: readonly FlowRecord[]) => {
      const join = new FlowJoin({ sensor: 's', space: '', hosts, services, notes: new Notes() })
      for (const each of records) join.add(each)
      return join
        .finish()
        .flatMap(batch =>
          Array.from({ length: batch.length }, (_, i) => wayNames.map(name => batch[name][i])),
        )
    }
    const [answer, other] = [back([100, 110], 7, session), { inInterface: 9, outInterface: 9 }]
    expect(from([forth([100, 110], 9, session, way), answer])).toEqual([[3, 7, 12, 64500, 4_200_000_000]])
    expect(from([{ ...answer, ...way }, forth([100, 110], 9, session)])).toEqual([
      [7, 3, 12, 4_200_000_000, 64500],
    ])
    expect(from([forth([100, 110], 9, session, way), forth([120, 130], 9, A, other)])).toEqual([
      [3, 7, 12, 64500, 4_200_000_000],
    ])
    expect(from([answer])).toEqual([[0, 0, 0, 0, 0]])
  })

  test('the same ends in two VRFs of one exporter are two flows; of two exporters they are one', () => {
    const times: readonly [number, number] = [100, 110]
    const red = forth(times, 9, session, { vrf: 1, observer: 7 })
    const blue = forth(times, 5, session, { vrf: 2, observer: 6 })
    const answer = back(times, 7, session, { vrf: 3, observer: 7 })
    expect(joined([red, blue]).flows.length).toBe(2)
    expect(joined([red, answer]).flows).toEqual([`${flow} 100+10 9/7 established guessed`])
    expect(joined([red, { ...blue, observer: 11 }]).flows).toEqual([`${flow} 100+10 9/0 partial guessed`])
  })

  test('packets that two exporters saw are counted once, and that is noted', () => {
    const { flows, notes } = joined([
      forth([0, 10], 5, session, { observer: 1 }),
      forth([0, 10], 5, session, { observer: 2 }),
      back([0.1, 10], 4, session, { observer: 2 }),
    ])
    expect(flows).toEqual([`${flow} 0+10 5/4 established known`])
    expect(notes).toEqual([
      'records of packets that another interface or exporter also reported, counted once 1',
    ])
  })

  test('sampling and one-sided exports are noted', () => {
    expect(joined([forth([0, 10], 50, session)]).notes).toEqual([
      'TCP flows of which only one direction was exported 1',
    ])
    expect(joined([forth([0, 10], 50, S, { sampling: 10 })])).toEqual({
      flows: [`${flow} 0+10 50/0 partial known`],
      notes: ['sampled 1:10: counts are estimates, and half of the sessions of 7 packets leave no trace 1'],
    })
  })

  test('pieces of a cut session that two exporters report in any order are counted once', () => {
    const pieces = [
      forth([0, 60], 5, A + P),
      forth([0.1, 60.1], 5, A + P, { observer: 1 }),
      forth([60.2, 120.1], 5, A + P, { observer: 1 }),
      forth([60.1, 120], 5, A + P),
      forth([120.2, 180], 5, A + P),
    ]
    expect(joined(pieces).flows).toEqual([`${flow} 0+180 15/0 partial guessed`])
  })

  /** `count` sessions without flags of ever new clients with the port of the host. */
  const served = (host: number, port: number, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const peer = [hosts.id(`10.1.0.${i}`), 40_000 + i] as const
      const times = [i, i + 0.01] as const
      return [record([host, port], peer, times, 5, 0), record(peer, [host, port], times, 5, 0)]
    }).flat()
  const other = hosts.id('10.0.0.77')
  const histories: readonly (readonly [string, number, number, number, string])[] = [
    // Title, sessions of 10.0.0.1's port before, its port, 10.0.0.77's port, who opens the session of the two.
    ['of two unknown ports the one with many clients serves', 10, 20_500, 9000, '10.0.0.77:9000 > 10.0.0.1:20500'],
    ['without a history the more ephemeral port is the client’s', 0, 20_500, 9000, '10.0.0.1:20500 > 10.0.0.77:9000'],
    ['of two servers’ ports the one with many clients serves', 10, 5985, 5060, '10.0.0.77:5060 > 10.0.0.1:5985'],
    ['without a history the lower of two servers’ ports serves', 0, 5985, 5060, '10.0.0.1:5985 > 10.0.0.77:5060'],
    ['an ephemeral port that is a server’s by chance yields to a long history', 40, 9200, 3389, '10.0.0.77:3389 > 10.0.0.1:9200'],
    ['a short history does not speak against the only server’s port', 10, 9200, 3389, '10.0.0.1:9200 > 10.0.0.77:3389'],
  ] // prettier-ignore
  test.each(histories)('%s', (_, sessions, port, otherPort, wanted) => {
    const ends = [[server, port], [other, otherPort]] as const // prettier-ignore
    const late = [5000, 5010] as const
    const { flows } = joined([
      ...served(server, port, sessions),
      record(ends[0], ends[1], late, 5, 0, { received: 5010 }),
      record(ends[1], ends[0], late, 5, 0, { received: 5010 }),
    ])
    expect(flows.at(-1)).toBe(`${wanted} 5000+10 5/5 established guessed`)
  })

  test('of two ports of the same kind who sent first opened, where the answer came at once', () => {
    const ends = [[server, 50_000], [other, 40_000]] as const // prettier-ignore
    const answered = (lag: number) =>
      joined([record(ends[1], ends[0], [1, 10], 5, 0), record(ends[0], ends[1], [1 + lag, 10], 5, 0)])
        .flows[0]
    expect(answered(0.01)).toContain('10.0.0.77:40000 > 10.0.0.1:50000')
    expect(answered(5)).toContain('10.0.0.1:50000 > 10.0.0.77:40000')
  })

  test('records without counts are noted, not joined', () => {
    expect(joined([forth([0, 10], 0, 0)])).toEqual({
      flows: [],
      notes: ['flow records and firewall events without counts, left out 1'],
    })
  })

  test('a full table gives up the session that waits longest, and notes it', () => {
    const records = Array.from({ length: 5 }, (_, i) => record([client, 40000 + i], b, [i, i], 1, S))
    const { flows, notes } = joined(records, 3)
    expect(flows.length).toBe(5)
    expect(flows[0]).toBe('10.0.0.9:40000 > 10.0.0.1:22 0+0 1/0 no-answer known')
    expect(notes).toEqual(['flows cut short because too many were open at once 2'])
  })

  test('flows are given out once their time is over, long before the end', () => {
    const notes = new Notes()
    const join = new FlowJoin({ sensor: 's', space: '', hosts, services, notes })
    let given = 0
    for (let i = 0; i < 20_000; i++) {
      join.add(record([client, 1024 + (i % 60_000)], b, [i, i], 1, S))
      for (const batch of join.take()) given += batch.length
    }
    expect(given).toBeGreaterThan(17_000)
  })

  test('ids do not depend on the order in which hosts were first seen', () => {
    const uid = (first: string) => {
      const own = new Hosts()
      own.id(first)
      const join = new FlowJoin({ sensor: 's', space: '', hosts: own, services, notes: new Notes() })
      join.add({ ...forth([5, 6], 1, S), src: own.id('10.0.0.9'), dst: own.id('10.0.0.1') })
      return join.finish()[0]!.uid[0]
    }
    expect(uid('10.0.0.1')).toBe(uid('10.0.0.9'))
  })
})
