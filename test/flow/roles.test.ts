import { expect, test } from 'vitest'
import type { Flow } from '../../src/flow/batch.ts'
import { directions, states } from '../../src/flow/codes.ts'
import { Story } from './story.ts'

/** "1>2 established known ^hA 3:4": who opened it, how that is known, and the packets of each side. */
const told = ({ srcPort, dstPort, state, direction, history, srcPackets, dstPackets }: Flow): string =>
  `${srcPort}>${dstPort} ${states[state]} ${directions[direction]} ${history} ${srcPackets}:${dstPackets}`

/** "S 100", "SA 500 101", "- 101" …: flags, number, what is acknowledged, payload. */
const line = (at: number, text: string): string => {
  const [direction, flags, seq = '0', ack = '0', len = '0'] = text.trim().split(' ')
  return `${at / 10} ${direction} ${flags} seq=${seq} ack=${ack} len=${len}`
}

const flowsOf = (packets: string, client: number, server: number): string[] =>
  new Story()
    .tell(packets.split(',').map((text, i) => line(i, text)).join('\n'), client, server)
    .flows()
    .map(told) // prettier-ignore

const handshake = '> S 100, < SA 500 101, > A 101 501'
const end = '> FA 101 501, < FA 501 102, > A 102 502'

test.each([
  // Between ports that are nobody's, with a server's port on the wrong side, and on the right one.
  ['a SYN-ACK and an ACK', '< SA 500 101, > A 101 501', '40000>40001 established known ^hA 1:1'],
  ['a SYN-ACK and data', '< SA 500 101, > A 101 501 9', '40000>40001 established known ^hD 1:1'],
  ['a SYN-ACK and its own data', '< SA 500 101, < A 501 101 9', '40000>40001 partial known ^hd 0:2'],
  ['a SYN-ACK and its own ACK', '< SA 500 101, < A 501 110', '40000>40001 partial known ^ha 0:2'],
  ['a SYN-ACK, twice, and an ACK', '< SA 500 101, < SA 500 101, > A 101 501', '40000>40001 established known ^hA 1:2'],
  ['a SYN-ACK and the SYN it answers', '< SA 500 101, > S 100', '40000>40001 established known ^hS 1:1'],
  ['a SYN-ACK that a reset answers', '< SA 500 101, > R 101', '40001>40000 rejected guessed Hr 1:1'],
  ['a SYN-ACK, twice, that resets answer', '< SA 500 101, > R 101, < SA 500 101, > R 101', '40001>40000 rejected guessed Hr 2:2'],
  ['a SYN-ACK that its sender resets', '< SA 500 101, < R 501', '40000>40001 partial guessed ^hr 0:2'],
  ['a SYN-ACK alone', '< SA 500 101', '40000>40001 partial guessed ^h 0:1'],
])('Between ports that tell nothing, the first being %s, the roles are those of what follows.', (_, packets, expected) => {
  expect(flowsOf(packets, 40000, 40001)).toEqual([expected])
  const ported = (text: string): string => text.replace('40000', '6669').replace('40001', '8022')
  const alone = expected.includes('guessed ^')
  if (!alone) expect(flowsOf(packets, 6669, 8022)).toEqual([ported(expected)])
  expect(flowsOf(packets, 40000, 22)).toEqual([expected.replace('40001', '22')])
}) // prettier-ignore

test.each([
  ['FIN', '> F 100, < RA 0 101', 'partial guessed Fr 1:1'],
  ['Xmas', '> F 100, < RA 0 101', 'partial guessed Fr 1:1'],
  ['NULL', '> - 100, < RA 0 100', 'partial guessed r 1:1'],
  ['SYN-FIN', '> SF 100, < RA 0 102', 'rejected known Qr 1:1'],
  ['ACK', '> A 100 7, < R 7', 'partial guessed Ar 1:1'],
  ['FIN-ACK', '> FA 100 7, < R 7', 'partial guessed Fr 1:1'],
  ['SYN', '> S 100, < RA 0 101', 'rejected known Sr 1:1'],
  ['SYN with data', '> S 100 0 9, < RA 0 110', 'rejected known STr 1:1'],
  ['SYN that its sender resets too', '> S 100, > R 101, < RA 0 101', 'rejected known SRr 2:1'],
])('A %s probe that a reset answers was never established, whatever the ports.', (_, packets, expected) => {
  expect(flowsOf(packets, 40000, 22)).toEqual([`40000>22 ${expected}`])
  expect(flowsOf(packets, 40000, 40001)).toEqual([`40000>40001 ${expected}`])
  for (const [client, server] of [[22, 40000], [443, 22]] as const)
    for (const flow of flowsOf(packets, client, server)) expect(flow).not.toContain('established')
}) // prettier-ignore

test.each([
  ['crossing SYNs, each answered', '> S 100, < S 500, > SA 100 501, < SA 500 101', 'established known Ss 2:2'],
  ['crossing SYNs and ACKs', '> S 100, < S 500, > A 101 501, < A 501 101', 'established known SsAa 2:2'],
  ['crossing SYNs, one acknowledged', '> S 100, < S 500, < A 501 101', 'established known Ssa 1:2'],
  ['crossing SYNs alone', '> S 100, < S 500', 'partial known Ss 1:1'],
  ['crossing SYNs and a reset', '> S 100, < S 500, < R 501', 'rejected known Ssr 1:2'],
])('A simultaneous open is one flow, from who sent the first SYN: %s.', (_, packets, expected) => {
  for (const [client, server] of [[40000, 22], [22, 40000], [40000, 40001]] as const)
    expect(flowsOf(packets, client, server)).toEqual([`${client}>${server} ${expected}`])
}) // prettier-ignore

/** Every order of the parts. */
const orders = (parts: readonly string[]): string[][] =>
  parts.length < 2
    ? [[...parts]]
    : parts.flatMap((part, i) => orders(parts.toSpliced(i, 1)).map(rest => [part, ...rest]))

test('A session is one flow from its client, in whatever order its packets come, as long as its SYN is among them.', () => {
  const packets = '> S 100,< SA 500 101,> A 101 501 20,< A 501 121 30,> FA 121 531,< FA 531 122'.split(',')
  for (const order of orders(packets)) {
    const flows = new Story().tell(order.map((text, i) => line(i, text)).join('\n'), 40000, 40001).flows()
    expect(flows, order.join()).toHaveLength(1)
    expect(flows[0], order.join()).toMatchObject({ srcPort: 40000, dstPort: 40001, direction: 0, srcPackets: 3, dstPackets: 3 })
    expect(states[flows[0]!.state], order.join()).toBe('established')
  }
}) // prettier-ignore

test('Every beginning of a session has its client for the originator, with its SYN and without.', () => {
  const packets =
    `${handshake}, > A 101 501 20, < A 501 121 30, > FA 121 531, < FA 531 122, > A 122 532`.split(',')
  for (const from of [0, 1])
    for (let until = from + 2; until <= packets.length; until++) {
      const [flow, ...others] = flowsOf(packets.slice(from, until).join(), 40000, 40001)
      expect(others).toEqual([])
      expect(flow).toMatch(/^40000>40001 established known /)
    }
})

const later = (seconds: number, text: string): string => `${seconds} ${line(0, text).slice(2)}`
const session = `${handshake}, ${end}`.split(',').map((text, i) => line(i, text))
const withoutSyn = session.slice(1)

test.each([
  ['at once', [...withoutSyn, later(1, '> S 100')], 1],
  ['a minute later', [...withoutSyn, later(60, '> S 100')], 1],
  ['by a clock that is behind', [...withoutSyn, later(-1, '> S 100')], 1],
  ['with another number', [...withoutSyn, later(1, '> S 101')], 2],
  ['with a number before', [...withoutSyn, later(1, '> S 99')], 2],
  ['after 5 minutes', [...withoutSyn, later(301, '> S 100')], 2],
  ['of a session that had its SYN', [...session, later(1, '> S 100')], 2],
])('A SYN whose number the SYN-ACK acknowledged is of that connection: %s.', (_, lines, count) => {
  const flows = new Story().tell(lines.join('\n')).flows()
  expect(flows).toHaveLength(count)
  expect(flows.every(({ srcPort }) => srcPort === 40000)).toBe(true)
})

test.each([
  ['a FIN again and again, of a session that began before', [], '> FA 101 501,> FA 101 501,> FA 101 501'],
  ['a FIN again, after its data again', [], '> FA 111 501,> FA 111 501,> FA 101 501 10'],
  ['the last ACK', session, '> A 102 502'],
  ['a FIN again after both had closed, and its answer', session, '> FA 101 501,< A 502 102'],
])('What repeats the end of a session is of it, however long its sender waits: %s.', (_, before, packets) => {
  const repeats = packets.split(',').map((text, i) => later(20 * (i + 1), text))
  const flows = new Story().tell([...before, ...repeats].join('\n'), 40000, 22).flows()
  expect(flows.map(told)).toHaveLength(1)
}) // prettier-ignore

const icmp = (ts: number, src: number, dst: number, type: number, answer: number, version = 4) => ({
  ts, src, dst, version, srcPort: type, dstPort: answer, protocol: version === 4 ? 1 : 58,
}) // prettier-ignore

test.each([
  ['echo', 8, 0, 4],
  ['timestamp', 13, 14, 4],
  ['information', 15, 16, 4],
  ['mask', 17, 18, 4],
  ['ICMPv6 echo', 128, 129, 6],
  ['ICMPv6 node information', 139, 140, 6],
])('A reply goes to who asked, whichever comes first: %s.', (_, request, reply, version) => {
  const asks = (ts: number) => icmp(ts, 1, 2, request, reply, version)
  const answers = (ts: number) => icmp(ts, 2, 1, reply, request, version)
  for (const packets of [[asks(1), answers(2)], [answers(1), asks(2)], [answers(1)], [asks(1)]]) {
    const story = new Story()
    for (const packet of packets) story.add(packet)
    const flows = story.flows()
    expect(flows).toHaveLength(1)
    expect(flows[0]).toMatchObject({ srcPort: request, dstPort: reply })
  }
}) // prettier-ignore

test.each([[134, 133], [136, 135]])(
  'An advertisement of type %i, which comes unasked, goes from its sender.',
  (type, question) => {
    const story = new Story()
    story.add(icmp(1, 2, 1, type, question, 6))
    expect(story.flows()[0]).toMatchObject({ srcPort: type })
  },
) // prettier-ignore
