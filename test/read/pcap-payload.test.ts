import { expect, test } from 'vitest'
import type { Conversation, ConversationFlow } from '../../src/read/dissect/conversation.ts'
import {
  ethernetFrame,
  followedBy,
  inputOf,
  ip4Packet,
  newContext,
  pcapBytes,
  readCaptures,
  session,
  tcpSegment,
  udpDatagram,
  type Frame,
} from './pcap-helpers.ts'

/** Runs frames through a meter whose conversations only write down what they are told; `doneAfter` segments they are done. */
function listen(frames: readonly Frame[], { doneAfter = 99, conversations = 99, service = '' } = {}) {
  const said: string[] = []
  const context = newContext()
  const opened: ConversationFlow[] = []
  const converse = (flow: ConversationFlow): Conversation => {
    opened.push(flow)
    let left = doneAfter
    const side = (fromSrc: boolean) => (fromSrc ? '>' : '<')
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim()
    return {
      segment: (fromSrc, seq, bytes, missing) =>
        void (left--, said.push(`${flow.srcPort} ${side(fromSrc)} ${seq} ${text(bytes)} +${missing}`)),
      datagram: (fromSrc, bytes) =>
        void (left--, said.push(`${flow.srcPort} ${side(fromSrc)} ${text(bytes)}`)),
      finish: () => void said.push(`${flow.srcPort} end`),
      get service() {
        return service === '' ? 0 : context.services.code(service)
      },
      get done() {
        return left <= 0
      },
    }
  }
  const batches = followedBy(converse, pcapBytes(frames), context, conversations)
  return { said, context, opened, batches }
}

const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const frame = (ts: number, packet: number[]): Frame => ({ ts, bytes: ethernetFrame(0x800, packet) })

test('A conversation gets the payload of both sides with sequence numbers, and is told of the end.', () => {
  const { said, opened } = listen(session())
  expect(said).toEqual(['40000 > 101 SSH-2.0-test +0', '40000 < 501 SSH-2.0-test +0', '40000 end'])
  expect(opened).toMatchObject([{ srcPort: 40000, dstPort: 22, protocol: 6, srcSeq: 101, dstSeq: 501 }])
})

test('A conversation that is done is fed no more, and its service stays with the flow.', () => {
  const { said, batches, context } = listen(session(), { doneAfter: 1, service: 'vnc' })
  expect(said).toEqual(['40000 > 101 SSH-2.0-test +0'])
  const { flows } = batches[0]!
  expect(context.services.name(flows!.service[0]!)).toBe('vnc')
  expect(flows!.serviceBy[0]).toBe(1)
})

test('A flow that is joined in the middle says no first sequence number.', () => {
  const { opened } = listen(session().slice(3))
  expect(opened).toMatchObject([{ srcSeq: -1, dstSeq: -1 }])
})

test('Bytes that the snap length cut off are told as missing; a reset’s payload is not the flow’s.', () => {
  const data = tcpSegment(40000, 22, 'A', { seq: 101, payload: ascii('hello world') })
  const whole = ethernetFrame(0x800, ip4Packet('10.0.0.1', '10.0.0.2', 6, data))
  const reset = tcpSegment(22, 40000, 'R', { seq: 500, payload: ascii('go away') })
  const { said } = listen([
    { ts: 1, bytes: whole.slice(0, -6), wire: whole.length },
    frame(2, ip4Packet('10.0.0.2', '10.0.0.1', 6, reset)),
  ])
  expect(said).toEqual(['40000 > 101 hello +6', '40000 end'])
})

test('Padding of short Ethernet frames is no payload.', () => {
  const padded = session().map(({ ts, bytes }) => ({
    ts,
    bytes: [...bytes, ...new Array<number>(6).fill(0)],
  }))
  expect(listen(padded).said).toEqual(listen(session()).said)
})

test('UDP datagrams are told one by one.', () => {
  const { said } = listen([
    frame(1, ip4Packet('10.0.0.1', '10.0.0.2', 17, udpDatagram(5000, 3389, ascii('one')))),
    frame(2, ip4Packet('10.0.0.2', '10.0.0.1', 17, udpDatagram(3389, 5000, ascii('two')))),
  ])
  expect(said).toEqual(['5000 > one', '5000 < two', '5000 end'])
})

test('Only so many flows are followed at once: new ones end old ones, and that is said.', () => {
  const frames = Array.from({ length: 10 }, (_, i) =>
    frame(i, ip4Packet('10.0.0.1', '10.0.0.2', 17, udpDatagram(5000 + i, 3389, ascii('x')))),
  )
  const { said, context } = listen(frames, { conversations: 4 })
  expect(said.filter(line => line.endsWith('end'))).toHaveLength(10)
  expect(said.indexOf('5000 end')).toBeLessThan(said.indexOf('5004 > x'))
  expect(context.notes.rows()).toMatchObject([{ text: expect.stringMatching(/followed in part/), count: 6 }])
})

test('A captured NetFlow export gives the flows that it tells of, beside the one that carried it.', async () => {
  const u16 = (value: number) => [value >> 8, value & 255]
  const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)]
  const header = [
    ...u16(5),
    ...u16(1),
    ...u32(60_000),
    ...u32(1_700_000_060),
    ...u32(0),
    ...u32(7),
    0,
    0,
    ...u16(0),
  ]
  const record = [
    ...[10, 1, 1, 1, 10, 2, 2, 2, 0, 0, 0, 0],
    ...[...u16(1), ...u16(2), ...u32(10), ...u32(5000), ...u32(10_000), ...u32(20_000)],
    ...[...u16(50_000), ...u16(22), 0, 0x1b, 6, 0, ...u16(0), ...u16(0), 24, 24, ...u16(0)],
  ]
  const datagram = ip4Packet('192.0.2.1', '192.0.2.9', 17, udpDatagram(2055, 2055, [...header, ...record]))
  const { flows, context } = await readCaptures(
    inputOf('a.pcap', pcapBytes([frame(1_700_000_060, datagram)])),
  )
  expect(context.rejects.rows()).toEqual([])
  expect(flows.map(({ from, to, serviceText }) => `${from} ${to} ${serviceText}`).sort()).toEqual([
    '10.1.1.1:50000 10.2.2.2:22 ssh',
    '192.0.2.1:2055 192.0.2.9:2055 netflow',
  ])
})
