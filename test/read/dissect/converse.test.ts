import { expect, test } from 'vitest'
import type { Event } from '../../../src/flow/event.ts'
import { converse } from '../../../src/read/dissect/converse.ts'
import { newContext } from '../pcap-helpers.ts'
import { bind, bindAck, request, response, svcctl } from './rpc.ts'
import { bytes, flowIn, hex, talk, text, type Turn } from './talk.ts'

const greeting: Turn[] = [['<', text('SSH-2.0-a\r\n')], ['>', text('SSH-2.0-b\r\n')]] // prettier-ignore

test('an event has its flow’s ends, id and service', () => {
  const context = newContext()
  const events: Event[] = []
  const conversation = converse(flowIn(context, events, { dstPort: 2222 }))
  conversation.segment(false, 5000, text('SSH-2.0-a\r\n'), 0, 7)
  conversation.finish(9)
  expect(events).toEqual([
    {
      sensor: 'tap', space: '', uid: 'C1', ts: 7, src: context.hosts.v4(1), dst: context.hosts.v4(2), srcPort: 40000,
      dstPort: 2222, protocol: 6, service: context.services.code('ssh'), kind: 'client', user: '', outcome: '',
      detail: { server: 'SSH-2.0-a' },
    },
  ]) // prettier-ignore
})

test('a flow says no more than 5,000 events, and that there were more', () => {
  const calls = Array.from({ length: 5100 }, (_, i): Turn[] => [['>', request(i, 0)], ['<', response(i)]]).flat()
  const { events, context } = talk([['>', bind(1, svcctl)], ['<', bindAck(1, '')], ...calls])
  expect(events.length).toBe(5000)
  expect(context.notes.rows()).toMatchObject([{ text: 'events left out: more than 5,000 in one flow', count: 100 }])
}) // prettier-ignore

test('a malformed message ends the dissection with a reject, and what was recognised stays', () => {
  const broken = bytes(hex('05000b03 10000000 1400 0000 01000000'), new Uint8Array(4))
  const { service, done, context } = talk([['>', broken], ['<', hex('05000d03 10000000 1000 0000 01000000')]])
  expect({ service, done }).toEqual({ service: 'rpc', done: true })
  expect(context.rejects.rows()).toMatchObject([{ file: 'tap', reason: 'malformed rpc: the RPC message is cut', example: 'C1' }])
}) // prettier-ignore

test('bytes that are cut out by the snap length do not hide what comes before', () => {
  const events: Event[] = []
  const context = newContext()
  const conversation = converse(flowIn(context, events))
  conversation.segment(false, 5000, text('SSH-2.0-a'), 2, 1)
  conversation.segment(true, 1000, text('SSH-2.0-b\r\n'), 0, 2)
  conversation.finish(3)
  expect(context.services.name(conversation.service)).toBe('ssh')
})

test('what follows the end of a conversation changes nothing', () => {
  const events: Event[] = []
  const context = newContext()
  const conversation = converse(flowIn(context, events))
  conversation.segment(true, 1000, hex('deadbeef deadbeef'), 0, 1)
  expect(conversation.done).toBe(true)
  conversation.segment(true, 1008, text('SSH-2.0-b\r\n'), 0, 2)
  conversation.finish(3)
  conversation.finish(4)
  expect(conversation.service).toBe(0)
  expect(events).toEqual([])
})

test('a flow without payload is nothing', () => {
  const conversation = converse(flowIn(newContext(), []))
  conversation.finish(1)
  expect(conversation).toMatchObject({ service: 0, done: true })
})

test('first bytes that are lost leave the other side to tell', () => {
  expect(talk([['<', 11], ['<', text('garbage')], greeting[1]!]).service).toBe('ssh') // prettier-ignore
})
