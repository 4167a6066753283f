import { expect, test } from 'vitest'
import type { Flow } from '../../src/flow/batch.ts'
import { states } from '../../src/flow/codes.ts'
import { Story } from './story.ts'

const summary = ({ history, state, duration, srcPackets, dstPackets }: Flow) =>
  `${states[state]} ${history} ${duration} ${srcPackets}:${dstPackets}`

const handshake = '0 > S seq=100\n0.1 < SA seq=500 ack=101\n0.2 > A seq=101 ack=501\n'

test.each([
  ['a SYN without an answer', '0 > S seq=1', ['no-answer S 0 1:0']],
  ['SYNs repeated within 5 seconds', '0 > S seq=1\n1 > S seq=1\n3 > S seq=1', ['no-answer S 3 3:0']],
  ['a SYN repeated after 5 seconds', '0 > S seq=1\n7 > S seq=1', ['no-answer S 0 1:0', 'no-answer S 0 1:0']],
  ['a rejected SYN', '0 > S seq=1\n0.5 < RA seq=0 ack=2', ['rejected Sr 0.5 1:1']],
  ['a handshake alone', handshake, ['established ShA 0.2 2:1']],
  [
    'an orderly end',
    `${handshake}1 > FA seq=101 ack=501\n2 < FA seq=501 ack=102\n3 > A seq=102 ack=502`,
    ['established ShAFf 2 4:2'],
  ],
  ['a reset by the originator', `${handshake}1 > R seq=101`, ['established ShAR 1 3:1']],
  ['a reset by the responder', `${handshake}1 < RA seq=501 ack=101`, ['established ShAr 1 2:2']],
  ['a SYN and a reset of it', '0 > S seq=1\n1 > R seq=2', ['partial SR 1 2:0']],
  ['a SYN-ACK first', '0 < SA seq=500 ack=101\n1 > A seq=101 ack=501', ['established ^hA 1 1:1']],
  [
    'mid-stream packets, the server first',
    '0 < A seq=500 ack=1 len=9\n1 > A seq=1 ack=509',
    ['partial ^dA 1 1:1'],
  ],
  [
    'a repeated segment',
    `${handshake}1 > A seq=101 ack=501 len=10\n2 > A seq=101 ack=501 len=10`,
    ['established ShADT 2 4:1'],
  ],
  ['a closed window', `${handshake}1 < A seq=501 ack=101 closed`, ['established ShAaw 1 2:2']],
  [
    'an acknowledgement of what was not captured',
    `${handshake}1 < A seq=501 ack=151`,
    ['established ShAaG 1 2:2'],
  ],
  [
    'a hole that is filled late',
    `${handshake}1 > A seq=111 ack=501 len=10\n2 > A seq=101 ack=501 len=10\n3 < A seq=501 ack=121`,
    ['established ShADTa 3 4:2'],
  ],
  [
    'a reused 5-tuple',
    `${handshake}1 > R seq=101\n2 > S seq=9000`,
    ['established ShAR 1 3:1', 'no-answer S 0 1:0'],
  ],
  [
    'a new SYN over an open flow',
    `${handshake}2 > S seq=9000`,
    ['established ShA 0.2 2:1', 'no-answer S 0 1:0'],
  ],
  [
    '5 minutes of silence',
    `${handshake}310 > A seq=101 ack=501 len=5`,
    ['established ShA 0.2 2:1', 'partial D 0 1:0'],
  ],
  [
    'less than 5 minutes of silence',
    `${handshake}299 > A seq=101 ack=501 len=5`,
    ['established ShAD 299 3:1'],
  ],
  ['SYN and FIN in one packet', '0 > SF seq=1', ['partial Q 0 1:0']],
  ['FIN and RST in one packet', `${handshake}1 > FR seq=101`, ['established ShAI 1 3:1']],
])('TCP: %s.', (_, text, expected) => {
  expect(new Story().tell(text).flows().map(summary)).toEqual(expected)
})

test('Retransmissions are told the 1st, 10th and 100th time.', () => {
  const again = Array.from({ length: 120 }, (_, i) => `${1 + i / 100} > A seq=101 ack=501 len=10`)
  const [flow] = new Story().tell(handshake + again.join('\n')).flows()
  expect(flow!.history).toBe('ShADTTT')
})

test('A SYN that a SYN-ACK before it had answered turns the roles round.', () => {
  const [flow] = new Story()
    .tell('0 < SA seq=500 ack=101\n0.001 > S seq=100\n1 > A seq=101 ack=501 len=7', 22, 40000)
    .flows()
  expect(flow).toMatchObject({ srcPort: 22, dstPort: 40000, srcPackets: 2, dstPackets: 1, srcBytes: 87 })
  expect(flow!.history).toMatch(/\^/)
})

test('UDP and ICMP flows end after a minute of silence; one-way ICMP keeps its directions apart.', () => {
  const story = new Story()
  const udp = { protocol: 17, src: 1, dst: 2, srcPort: 5000, dstPort: 53, ipLength: 60 }
  story.add({ ...udp, ts: 0 })
  story.add({ ...udp, ts: 59, src: 2, dst: 1, srcPort: 53, dstPort: 5000 })
  story.add({ ...udp, ts: 119.5 })
  const icmp = { protocol: 1, srcPort: 3, dstPort: 3, oneWay: true, ts: 500 }
  story.add({ ...icmp, src: 1, dst: 2 })
  story.add({ ...icmp, src: 2, dst: 1 })
  expect(story.flows().map(summary)).toEqual([
    'established Dd 59 1:1',
    'no-answer D 0 1:0',
    'partial  0 1:0',
    'partial  0 1:0',
  ])
})

test('Flows of different address plans are kept apart.', () => {
  const story = new Story()
  const syn = { src: 1, dst: 2, srcPort: 3, dstPort: 4, flags: 2, ts: 1 }
  story.add({ ...syn, plan: 43 })
  story.add({ ...syn, plan: 44 })
  story.add({ ...syn, plan: 43 })
  expect(story.flows().map(flow => flow.srcPackets)).toEqual([2, 1])
})

test('Any number of flows is found again: the table grows, and forgets what was swept.', () => {
  const story = new Story(100_000)
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 20_000; i++)
      story.add({ protocol: 17, src: i * 7919, dst: -i, srcPort: i & 0xffff, dstPort: 53, ts: round * 100 })
    if (round === 1) story.table.sweep(161)
  }
  const flows = story.flows()
  expect(flows).toHaveLength(60_000)
  expect(flows.every(flow => flow.srcPackets === 1)).toBe(true)
  expect(new Set(flows.map(flow => flow.uid)).size).toBe(60_000)
})

test('Past its limit the table ends the longest idle flows, counts them, and goes on.', () => {
  const story = new Story(100)
  for (let i = 0; i < 1000; i++) story.tell(`${i / 100} > S seq=1\n${i / 100} < SA seq=1 ack=2`, 1000 + i)
  expect(story.evicted).toBeGreaterThan(850)
  expect(story.flows()).toHaveLength(1000)
})
