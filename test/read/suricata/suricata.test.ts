import { expect, test } from 'vitest'
import { suricata } from '../../../src/read/suricata.ts'
import { readWords } from '../text/read-words.ts'
import { record, tcpFlow } from './records.ts'

const read = (...lines: readonly string[]) => readWords(suricata, { 'eve.json': lines.join('\n') + '\n' })

test('a flow record is a flow, field by field', async () => {
  const { flows, rejects } = await read(
    tcpFlow(1374195536821504, '1b', '1b', { app_proto: 'ssh', vlan: [7, 9] }),
  )
  expect(rejects).toEqual([])
  expect(flows).toEqual([
    {
      start: 1791194400.000001,
      duration: 12.5,
      src: '10.0.0.1',
      dst: '10.0.0.2',
      srcPort: 50001,
      dstPort: 22,
      protocol: 6,
      service: 'ssh',
      serviceBy: 'sensor',
      state: 'established',
      direction: 'known',
      srcBytes: 5200,
      dstBytes: 6100,
      srcPackets: 30,
      dstPackets: 28,
      sampling: 0,
      vlan: 7,
      sensor: 's1',
      space: '',
      uid: '1374195536821504',
      history: '',
      tunnel: '',
    },
  ])
})

test.each([
  ['the server answered with SYN', tcpFlow(1, '1b', '13'), 'established', 'known'],
  ['nothing came back', tcpFlow(1, '02', '00'), 'no-answer', 'known'],
  ['a reset came back', tcpFlow(1, '02', '14'), 'rejected', 'known'],
  ['it began before Suricata did', tcpFlow(1, '18', '18'), 'partial', 'guessed'],
  [
    'a rule dropped it',
    tcpFlow(1, '02', '00', { flow: { start: '2026-10-05T12:00:00+0000', action: 'drop' } }),
    'rejected',
    'known',
  ],
  ['the record has no flags', tcpFlow(1, '', 'x'), 'established', 'known'],
  ['UDP had no answer', tcpFlow(1, '', '00', {}, { proto: 'UDP', dest_port: 3389 }), 'no-answer', 'known'],
  ['UDP was answered', tcpFlow(1, '', 'x', {}, { proto: 'UDP', dest_port: 3389 }), 'established', 'known'],
] as const)('where %s, the state says so', async (_, line, state, direction) => {
  expect((await read(line)).flows).toMatchObject([{ state, direction }])
})

test.each([
  ['rfb', 22, 'vnc', 'sensor'],
  ['dcerpc', 49152, 'rpc', 'sensor'],
  ['smb', 139, 'smb', 'sensor'],
  ['http', 22, 'http', 'sensor'],
  ['failed', 22, 'ssh', 'port'],
  ['', 3389, 'rdp', 'port'],
  ['tls', 3389, 'rdp', 'port'],
])('application %s on port %i is %s', async (app_proto, dest_port, service, serviceBy) => {
  expect((await read(tcpFlow(1, '1b', '1b', { app_proto }, { dest_port }))).flows).toMatchObject([
    { service, serviceBy },
  ])
})

const half = (flowId: number, netflow: object, tcp: string, ends: object = {}) =>
  record(
    'netflow',
    flowId,
    {
      app_proto: 'ssh',
      netflow: { start: '2026-10-05T12:00:00.5+0200', end: '2026-10-05T12:00:02.5+0200', ...netflow },
      tcp: { tcp_flags: tcp },
    },
    ends,
  )
const back = { src_ip: '10.0.0.2', src_port: 22, dest_ip: '10.0.0.1', dest_port: 50001 }

test('two netflow records are one flow, whatever lies between them; one alone is a flow too', async () => {
  const { flows } = await read(
    half(5, { pkts: 9, bytes: 900 }, '1b'),
    half(6, { pkts: 1, bytes: 60 }, '02'),
    half(5, { pkts: 7, bytes: 700 }, '1b', back),
  )
  expect(flows).toMatchObject([
    {
      uid: '5',
      src: '10.0.0.1',
      srcPackets: 9,
      srcBytes: 900,
      dstPackets: 7,
      dstBytes: 700,
      state: 'established',
      duration: 2,
    },
    { uid: '6', srcPackets: 1, dstPackets: 0, state: 'no-answer' },
  ])
})

test('netflow records beside flow records of the same flow say nothing new', async () => {
  const whole = tcpFlow(5, '1b', '1b')
  const halves = [half(5, { pkts: 9 }, '1b'), half(5, { pkts: 7 }, '1b', back)] as const
  // Which is written first is for suricata.yaml to say.
  for (const lines of [
    [whole, ...halves],
    [...halves, whole],
    [halves[0], whole, halves[1]],
  ])
    expect((await read(...lines)).flows).toMatchObject([{ srcPackets: 30, dstPackets: 28 }])
})

test('records of applications are events of their flow, and say what the flow is', async () => {
  const ends = { dest_port: 9022 }
  const ssh = record(
    'ssh',
    3,
    {
      ssh: {
        client: { proto_version: '2.0', software_version: 'OpenSSH_9.6' },
        server: { proto_version: '2.0', software_version: 'OpenSSH_8.4' },
      },
    },
    ends,
  )
  const { flows, events, notes } = await read(ssh, tcpFlow(3, '1b', '1b', {}, ends))
  expect(flows).toMatchObject([{ uid: '3', service: 'ssh', serviceBy: 'sensor', srcPackets: 30 }])
  expect(events).toMatchObject([
    {
      uid: '3',
      service: 'ssh',
      kind: 'client',
      ts: 1791194401.25,
      src: '10.0.0.1',
      detail: { banner: 'SSH-2.0-OpenSSH_9.6', software: 'OpenSSH_9.6', server: 'SSH-2.0-OpenSSH_8.4' },
    },
  ])
  expect(notes).toEqual(['Suricata counts bytes with the link header 1'])
})

test('events without a flow record make one flow', async () => {
  const rdp = (timestamp: string, rdp: object) => record('rdp', 4, { rdp }, { timestamp, dest_port: 3390 })
  const { flows, notes } = await read(
    rdp('2026-10-05T12:00:01.0+0200', { event_type: 'initial_request', cookie: 'Cookie: mstshash=amy' }),
    rdp('2026-10-05T12:00:03.5+0200', {
      event_type: 'connect_request',
      client: { client_name: 'PC7', build: 'Windows 10' },
    }),
  )
  expect(flows).toMatchObject([
    { uid: '4', service: 'rdp', serviceBy: 'sensor', state: 'established', start: 1791194401, duration: 2.5 },
  ])
  expect(notes).toEqual([
    'flows without a flow record in eve.json: known from other records alone, without bytes and end 1',
  ])
})

test('an alert is a notice of client and server, whoever sent the packet', async () => {
  const alert = {
    alert: {
      action: 'blocked',
      signature_id: 2001219,
      signature: 'ET SCAN Potential SSH Scan',
      category: 'Attempted Information Leak',
    },
  }
  const { events, flows } = await read(
    record('alert', 8, { ...alert, direction: 'to_client' }, back),
    record(
      'alert',
      9,
      { ...alert, flow: { pkts_toserver: 1, pkts_toclient: 0, src_ip: '10.0.0.1', src_port: 50001 } },
      back,
    ),
  )
  const detail = {
    note: 'ET SCAN Potential SSH Scan',
    message: 'Attempted Information Leak',
    rule: '2001219',
    blocked: true,
  }
  expect(events).toMatchObject([
    { uid: '8', kind: 'notice', src: '10.0.0.1', dst: '10.0.0.2', dstPort: 22, detail },
    { uid: '9', kind: 'notice', src: '10.0.0.1', dst: '10.0.0.2', dstPort: 22, detail },
  ])
  expect(flows).toMatchObject([{ state: 'no-answer' }, { state: 'no-answer' }])
})

test('other records are counted', async () => {
  const { notes, flows } = await read(
    record('dns', 1, { dns: {} }),
    record('anomaly', 1, {}),
    '{"timestamp":"2026-10-05T12:00:01+0200","event_type":"stats","stats":{}}',
  )
  expect(flows).toEqual([])
  expect(notes).toEqual([
    'eve.json: anomaly records: not used 1',
    'eve.json: dns records: not used 1',
    'eve.json: stats records: not used 1',
  ])
})
