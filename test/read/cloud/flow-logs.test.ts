import { expect, test, vi } from 'vitest'
import { cloud } from '../../../src/read/cloud.ts'
import { garbles, readWords } from '../text/read-words.ts'

vi.setConfig({ testTimeout: 30_000 })

const read = (text: string, size?: number) => readWords(cloud, { log: text }, size)

const v2 =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const row = (
  srcaddr: string,
  srcport: number,
  dstaddr: string,
  dstport: number,
  packets: number,
  action = 'ACCEPT',
) =>
  `2 123456789010 eni-1 ${srcaddr} ${dstaddr} ${srcport} ${dstport} 6 ${packets} ${packets * 100} 1791201600 1791201612 ${action} OK`
const session = [row('10.0.0.1', 50001, '10.0.0.2', 22, 30), row('10.0.0.2', 22, '10.0.0.1', 50001, 28)]

/** The flags of a client that opened and closed a connection, and of who answered it. */
const flags = (srcport: number) => (srcport === 22 ? 19 : 3)
const wordy = (line: string) =>
  `${line} vpc-1 subnet-1 - ${flags(Number(line.split(' ')[5]))} IPv4 - - eu-1 az1 - - - - - -`
const transit = (src: string, srcPort: number, dst: string, dstPort: number, packets: number) =>
  `6 TransitGateway 123456789010 tgw-1 tgw-attach-1 - - vpc-1 vpc-2 - - eni-1 eni-2 - - - ${src} ${dst} ${srcPort} ${dstPort} 6 ${packets} ${packets * 100} 1791201600 1791201612 OK IPv4 - - - - ${flags(srcPort)} eu-1 ingress - -`
const messages = session.map((message, id) => ({ id: `${id}`, timestamp: 1791201600000, message }))
const subscription = { messageType: 'DATA_MESSAGE', owner: '123456789010', logGroup: 'vpc', logStream: 'eni-1', subscriptionFilters: ['all'], logEvents: messages } // prettier-ignore

const nsg = (tuples: readonly string[], version = 2) =>
  JSON.stringify({
    records: [
      {
        time: '2026-10-05T12:00:00.1234567Z',
        macAddress: '6045BD',
        category: 'NetworkSecurityGroupFlowEvent',
        resourceId: '/NSG',
        operationName: 'x',
        properties: {
          Version: version,
          flows: [{ rule: 'r', flows: [{ mac: '6045BD', flowTuples: tuples }] }],
        },
      },
    ],
  })
const vnet = (tuples: readonly string[]) =>
  JSON.stringify({
    records: [
      {
        time: '2026-10-05T12:00:00.1234567Z',
        macAddress: '6045BD',
        category: 'FlowLogFlowEvent',
        flowLogVersion: 4,
        flowRecords: { flows: [{ aclID: 'a', flowGroups: [{ rule: 'r', flowTuples: tuples }] }] },
      },
    ],
  })
const gcp = (
  src: string,
  srcPort: number,
  dst: string,
  dstPort: number,
  packets: number,
  reporter = 'SRC',
) => ({
  connection: { src_ip: src, src_port: srcPort, dest_ip: dst, dest_port: dstPort, protocol: 6 },
  reporter,
  bytes_sent: String(packets * 100),
  packets_sent: String(packets),
  start_time: '2026-10-05T12:00:00.000000000Z',
  end_time: '2026-10-05T12:00:12.000000000Z',
})
const gcpRows = [
  gcp('10.0.0.1', 50001, '10.0.0.2', 22, 30),
  gcp('10.0.0.2', 22, '10.0.0.1', 50001, 28, 'DEST'),
]

/** The same session in each format. */
const formats: Readonly<Record<string, string>> = {
  'AWS with a header': `${v2}\n${session.join('\n')}\n`,
  'AWS without a header': `${session.join('\n')}\n`,
  'AWS as CloudWatch exports it': `${session.map(line => `2026-10-05T12:01:00.000Z ${line}`).join('\n')}\n`,
  'AWS with columns of its own':
    'start dstport srcport bytes packets protocol dstaddr srcaddr end action interface-id type tcp-flags\n' +
    '1791201600 22 50001 3000 30 6 10.0.0.2 10.0.0.1 1791201612 ACCEPT eni-1 IPv4 3\n1791201600 50001 22 2800 28 6 10.0.0.1 10.0.0.2 1791201612 ACCEPT eni-1 IPv4 19\n',
  'AWS with addresses in the packet':
    'srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol packets bytes start end vpc-id\n' +
    '10.9.9.9 10.0.0.2 10.0.0.1 10.0.0.2 50001 22 6 30 3000 1791201600 1791201612 vpc-1\n10.0.0.2 10.9.9.9 10.0.0.2 10.0.0.1 22 50001 6 28 2800 1791201600 1791201612 vpc-1\n',
  'AWS as JSON lines':
    '{"srcAddr":"10.0.0.1","dstAddr":"10.0.0.2","srcPort":50001,"dstPort":22,"protocol":6,"packets":30,"bytes":3000,"start":"2026-10-05 12:00:00","end":"2026-10-05 12:00:12","action":"ACCEPT","interfaceId":"eni-1"}\n' +
    '{"srcAddr":"10.0.0.2","dstAddr":"10.0.0.1","srcPort":22,"dstPort":50001,"protocol":6,"packets":28,"bytes":2800,"start":"2026-10-05 12:00:00","end":"2026-10-05 12:00:12","action":"ACCEPT","interfaceId":"eni-1"}\n',
  'AWS in the order of its documentation, without a header': session.map(wordy).join('\n'),
  'AWS, a transit gateway, without a header': [transit('10.0.0.1', 50001, '10.0.0.2', 22, 30), transit('10.0.0.2', 22, '10.0.0.1', 50001, 28)].join('\n'),
  'AWS as CloudWatch delivers it': JSON.stringify(subscription),
  'AWS as CloudWatch delivers it by Firehose, one after another': session.map((message, id) => JSON.stringify({ ...subscription, logEvents: [{ id, message }] })).join(''),
  'AWS as CloudWatch finds it': JSON.stringify({ events: messages, searchedLogStreams: [{ logStreamName: 'a]}' }], nextToken: 't' }, null, 2),
  'AWS by Filebeat': session.map(message => JSON.stringify({ '@timestamp': '2026-10-05T12:00:00.000Z', message, event: { original: message } })).join('\n'),
  'Google by Logstash': gcpRows.map(jsonPayload => JSON.stringify({ '@version': '1', message: JSON.stringify({ jsonPayload }) })).join('\n'),
  'Google, out of BigQuery': gcpRows.map(({ start_time, end_time, ...row }) => JSON.stringify({ timestamp: start_time, jsonPayload: { ...row, bytes_sent: Number(row.bytes_sent), connection: { ...row.connection, src_port: row.connection.src_port + 0.0 }, start_time: '2026-10-05 12:00:00 UTC', end_time: '2026-10-05 12:00:12.000000 UTC' } })).join('\n'),
  'Azure in Event Hubs, by Logstash': JSON.stringify({ message: nsg(['1791201600,10.0.0.1,10.0.0.2,50001,22,T,I,A,B,,,,', '1791201612,10.0.0.1,10.0.0.2,50001,22,T,I,A,E,30,3000,28,2800']) }),
  'Azure NSG': nsg(['1791201600,10.0.0.1,10.0.0.2,50001,22,T,I,A,B,,,,', '1791201605,10.0.0.1,10.0.0.2,50001,22,T,I,A,C,20,2000,18,1800', '1791201612,10.0.0.1,10.0.0.2,50001,22,T,I,A,E,10,1000,10,1000']),
  'Azure VNet': vnet(['1791201600000,10.0.0.1,10.0.0.2,50001,22,6,O,B,NX,0,0,0,0', '1791201612000,10.0.0.1,10.0.0.2,50001,22,6,O,E,NX,30,3000,28,2800']),
  'Google, in Cloud Logging': gcpRows.map(jsonPayload => JSON.stringify({ insertId: 'x', jsonPayload, logName: 'l' })).join('\n') + '\n',
  'Google, bare': gcpRows.map(payload => JSON.stringify(payload)).join('\n'),
  'Google, a list over many lines': JSON.stringify(gcpRows.map(jsonPayload => ({ jsonPayload })), null, 2),
} // prettier-ignore

test.each(Object.entries(formats))('%s: one flow, field by field', async (name, text) => {
  const { flows, rejects } = await read(text)
  expect(rejects).toEqual([])
  expect(flows).toMatchObject([
    {
      start: 1791201600,
      duration: 12,
      src: '10.0.0.1',
      dst: '10.0.0.2',
      srcPort: 50001,
      dstPort: 22,
      protocol: 6,
      service: 'ssh',
      serviceBy: 'port',
      state: 'established',
      direction: /Azure|of its own|documentation|transit/.test(name) ? 'known' : 'guessed',
      srcPackets: 30,
      srcBytes: 3000,
      dstPackets: 28,
      dstBytes: 2800,
    },
  ])
})

test.each(Object.entries(formats))(
  '%s: is recognised, and pieces of any size make no difference',
  async (_, text) => {
    expect(cloud.sniff(Buffer.from(text))).toBe(true)
    const whole = await read(text)
    for (const size of [1, 7, 100]) expect(await read(text, size)).toEqual(whole)
  },
)

test('what was refused is rejected', async () => {
  expect((await read(row('10.0.0.1', 50001, '10.0.0.2', 22, 1, 'REJECT'))).flows).toMatchObject([
    { state: 'rejected' },
  ])
  expect((await read(nsg(['1791201600,10.0.0.1,10.0.0.2,50001,22,T,I,D,B,,,,']))).flows).toMatchObject([
    { state: 'rejected', srcPackets: 1 },
  ])
  expect(
    (await read(vnet(['1791201600000,10.0.0.1,10.0.0.2,50001,22,6,I,D,NX,0,0,0,0']))).flows,
  ).toMatchObject([{ state: 'rejected' }])
  const denied = { connection: gcpRows[0]!.connection, disposition: 'DENIED', instance: { vm_name: 'a' } }
  const firewall = await read(JSON.stringify({ timestamp: '2026-10-05T12:00:00Z', jsonPayload: denied }))
  expect(firewall.flows).toMatchObject([{ state: 'rejected', direction: 'known', start: 1791201600 }])
})

test('a flow of Azure that begins and is not counted any more was there all the same', async () => {
  const { flows } = await read(nsg(['1791201600,10.0.0.1,10.0.0.2,50001,22,T,I,A,B,,,,']))
  expect(flows).toMatchObject([
    { srcPackets: 1, dstPackets: 0, state: 'partial', start: 1791201600, duration: 0 },
  ])
  expect((await read(nsg(['1791201600,10.0.0.1,10.0.0.2,50001,22,T,I,A'], 1))).flows).toHaveLength(1)
})

test('a flow of Azure of which nothing came back was not answered', async () => {
  const { flows } = await read(nsg(['1791201600,10.0.0.1,10.0.0.2,50001,22,T,O,A,E,3,180,0,0']))
  expect(flows).toMatchObject([{ state: 'no-answer', srcPackets: 3 }])
})

test("both ends' logs of a flow count once", async () => {
  const both = [...session, ...session.map(line => line.replace('eni-1', 'eni-2'))].join('\n')
  expect((await read(`${v2}\n${both}\n`)).flows).toMatchObject([{ srcPackets: 30, dstPackets: 28 }])
  const reported = [gcpRows[0]!, { ...gcpRows[0]!, reporter: 'DEST' }]
    .map(payload => JSON.stringify(payload))
    .join('\n')
  expect((await read(reported)).flows).toMatchObject([{ srcPackets: 30 }])
})

test('what the logs leave out is noted', async () => {
  const empty = (status: string) => `2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - ${status}`
  const { notes, flows, rejects } = await read([v2, empty('NODATA'), empty('SKIPDATA'), ''].join('\n'))
  expect([flows, rejects]).toEqual([[], []])
  expect(notes).toEqual([
    'AWS: intervals with records left out (SKIPDATA) 1',
    'AWS: intervals without traffic (NODATA) 1',
  ])
  expect((await read(JSON.stringify(gcpRows[0]))).notes).toContain(
    'sampled: counts are estimates, short flows are missing 1',
  )
})

test('of a delivery, each record that is none is a reject of its own, and a control message is counted', async () => {
  const logEvents = [...messages, { message: 'no flow' }, { message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.' }] // prettier-ignore
  const { flows, rejects, notes } = await read(JSON.stringify({ ...subscription, logEvents }))
  expect(flows).toHaveLength(1)
  expect(rejects).toMatchObject([{ reason: 'no record of a known cloud log', count: 1, first: 1 }])
  expect(notes).toContain('CloudWatch: control messages: not used 1')
})

test('a wrong tuple is one reject, and the others are read', async () => {
  const good = '1791201600,10.0.0.1,10.0.0.2,50001,22,T,I,A,E,3,180,2,120'
  const { flows, rejects } = await read(
    nsg([good.replace('10.0.0.1', 'x'), good, 'T,I', good.replace(',A,', ',Z,')]),
  )
  expect(flows).toHaveLength(1)
  expect(rejects).toMatchObject([{ reason: 'a flow tuple is wrong', count: 3, unit: 'line', first: 1 }])
})

test('connections that an agent on a machine reports', async () => {
  const vm = {
    Type: 'VMConnection',
    TimeGenerated: '2026-10-05T12:00:00.123Z',
    Computer: 'A',
    Direction: 'inbound',
    SourceIp: '10.0.0.1',
    DestinationIp: '10.0.0.2',
    DestinationPort: 3389,
    Protocol: 'tcp',
    BytesSent: 200,
    BytesReceived: 100,
    LinksEstablished: 1,
  }
  const { flows, notes } = await read(
    [vm, { ...vm, SourceIp: '10.0.0.3', BytesSent: 0, BytesReceived: 0, LinksFailed: 1 }]
      .map(line => JSON.stringify(line))
      .join('\n'),
  )
  expect(flows).toMatchObject(
    [
      {
        src: '10.0.0.1',
        service: 'rdp',
        srcBytes: 100,
        dstBytes: 200,
        state: 'established',
        start: 1791201600.123,
      },
      { src: '10.0.0.3', state: 'rejected' },
    ].sort(() => 0),
  )
  expect(notes).toHaveLength(1)
})

const many: Readonly<Record<string, readonly string[]>> = {
  'AWS with a header': [v2, ...[1, 2, 3, 4].map(i => row(`10.0.1.${i}`, 50001, '10.0.0.2', 22, 9))],
  'AWS without a header': [1, 2, 3, 4].map(i => row(`10.0.1.${i}`, 50001, '10.0.0.2', 22, 9)),
  'AWS in the order of its documentation': [1, 2, 3, 4].map(i =>
    wordy(row(`10.0.1.${i}`, 50001, '10.0.0.2', 22, 9)),
  ),
  Google: [1, 2, 3, 4].map(i =>
    JSON.stringify({ jsonPayload: gcp(`10.0.1.${i}`, 50001, '10.0.0.2', 22, 9) }),
  ),
}

test.each(
  Object.entries(many).flatMap(([name, lines]) =>
    garbles.map(([what, garble]) => [name, what, lines, garble] as const),
  ),
)('a line of %s that %s loses that line alone, and its number is told', async (name, _, lines, garble) => {
  const whole = await read(lines.join('\n') + '\n')
  for (let i = /with a header/.test(name) ? 1 : 0; i < lines.length; i++) {
    const { flows, rejects } = await read(lines.with(i, garble(lines[i]!)).join('\n') + '\n', 50)
    const lost = /10\.0\.1\.\d/.exec(lines[i]!)![0]
    expect(flows).toEqual(whole.flows.filter(flow => flow.src !== lost))
    expect(rejects).toMatchObject([{ first: i + 1, last: i + 1, count: 1, unit: 'line' }])
  }
})

test.each(Object.entries(many))(
  '%s cut at any byte of its last lines: whole lines are read, half a line is one reject',
  async (name, lines) => {
    const text = lines.join('\n') + '\n'
    const headers = /with a header/.test(name) ? 1 : 0
    for (let cut = lines.slice(0, -2).join('\n').length + 1; cut <= text.length; cut++) {
      const { flows, total } = await read(text.slice(0, cut))
      const whole = text.slice(0, cut).split('\n').length - 1
      const rest = text[cut - 1] === '\n' ? 0 : 1
      expect(flows.length).toBeGreaterThanOrEqual(whole - headers)
      expect(flows.length + total).toBe(whole - headers + rest)
    }
  },
)

test('a list cut anywhere gives the records that are whole, and says where it ends', async () => {
  const text = JSON.stringify({ records: gcpRows.concat(gcpRows) })
  const lost = new Set<number>()
  for (let cut = 20; cut < text.length; cut += 3) lost.add((await read(text.slice(0, cut))).total)
  expect([...lost].sort()).toEqual([0, 1])
})

test('deliveries that are garbled anywhere are read the same in pieces of any size', async () => {
  let seed = 7
  const random = (limit: number) => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % limit
  const files = [formats['AWS as CloudWatch delivers it']!, formats['AWS as CloudWatch finds it']!]
  for (let i = 0; i < 150; i++) {
    const bytes = Buffer.from(files[i % 2]!)
    for (let k = 0; k < 4; k++) bytes[random(bytes.length)] = Buffer.from('{}[]"\n\\x')[random(8)]!
    const whole = await readWords(cloud, { log: bytes })
    expect(whole.flows.length + whole.total).toBeGreaterThan(0)
    expect(await readWords(cloud, { log: bytes }, 1 + random(200))).toEqual(whole)
  }
})
