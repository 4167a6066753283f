import { expect, test } from 'vitest'
import { wayNames } from '../../../src/flow/columns.ts'
import { testContext } from '../netflow/context.ts'
import { flowText } from '../../../src/read/flow-text.ts'
import { garbles, readWords } from '../text/read-words.ts'

const read = (text: string, size?: number) => readWords(flowText, { 'flows.txt': text }, size)

const csvHead = 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,tr'
const nfdumpRows = [
  '2026-10-05 12:00:00,2026-10-05 12:00:12,12.500,10.0.0.1,10.0.0.2,50001,22,TCP,...AP.SF,0,0,30,5200,0,0,1,2,2026-10-05 12:01:00.000',
  '2026-10-05 12:00:00,2026-10-05 12:00:12,12.500,10.0.0.2,10.0.0.1,22,50001,TCP,...AP.SF,0,0,28,6100,0,0,2,1,2026-10-05 12:01:00.000',
]
const json = (src: string, dst: string, more: string) =>
  `{\n\t"type" : "FLOW",\n\t"sampled" : 0,\n\t"first" : "2026-10-05T12:00:00.000",\n\t"last" : "2026-10-05T12:00:12.500",\n\t"received" : "2026-10-05T12:01:00.000",\n\t"proto" : 6,\n\t"tcp_flags" : "...AP.SF",\n\t"src4_addr" : "${src}",\n\t"dst4_addr" : "${dst}",\n\t${more}\n}`
const rwcutHead =
  '            sIP|            dIP|sPort|dPort|pro|   packets|     bytes|   flags|                  sTime| duration|                  eTime|sen|'
const lineHead =
  'Date first seen             Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Flags Tos  Packets    Bytes Flows'

/** The same session in each format. */
const formats: Readonly<Record<string, string>> = {
  'nfdump csv': `${csvHead}\n${nfdumpRows.join('\n')}\nSummary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n2,11300,58,7232,4,194\n`,
  'nfdump csv since 1.7.4':
    'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,flags,packets,bytes,bps,bpp,flows\n' +
    '2026-10-05 12:00:00.000,12.500,TCP,10.0.0.1,50001,10.0.0.2,22,...AP.SF,30,5200,0,0,1\n2026-10-05 12:00:00.000,12.500,TCP,10.0.0.2,22,10.0.0.1,50001,...AP.SF,28,6100,0,0,1\n',
  'nfdump json': `[\n${json('10.0.0.1', '10.0.0.2', '"src_port" : 50001,\n\t"dst_port" : 22,\n\t"in_packets" : 30,\n\t"in_bytes" : 5200')},\n${json('10.0.0.2', '10.0.0.1', '"src_port" : 22,\n\t"dst_port" : 50001,\n\t"in_packets" : 28,\n\t"in_bytes" : 6100')}\n]\n`,
  'nfdump long':
    `${lineHead}\n2026-10-05 12:00:00.000    12.500 TCP           10.0.0.1:50001 ->         10.0.0.2:22    ...AP.SF   0       30     5200     1\n` +
    '2026-10-05 12:00:00.000    12.500 TCP           10.0.0.2:22    ->         10.0.0.1:50001 ...AP.SF   0       28     6100     1\n' +
    'Summary: total flows: 2, total bytes: 11300, total packets: 58, avg bps: 7232, avg pps: 4, avg bpp: 194\nTime window: 2026-10-05 12:00:00 - 2026-10-05 12:00:12\nTotal flows processed: 2, Blocks skipped: 0, Bytes read: 300\nSys: 0.001s flows/second: 2000.0\n',
  'nfdump line of 1.7':
    'Date first seen             Duration     Proto      Src IP Addr:Port          Dst IP Addr:Port   Packets    Bytes Flows\n' +
    '2026-10-05 12:00:00.000     00:00:12.500 TCP           10.0.0.1:50001 ->         10.0.0.2:22          30     5200     1\n' +
    '2026-10-05 12:00:00.000     00:00:12.500 TCP           10.0.0.2:22    ->         10.0.0.1:50001       28    6.1 K     1\n',
  'nfdump with columns of the user’s':
    'Date first seen         Date last seen          Proto      Src IP Addr Src Pt      Dst IP Addr Dst Pt    Flags  Packets    Bytes  Input\n' +
    '2026-10-05 12:00:00.000,2026-10-05 12:00:12.500,TCP  ,        10.0.0.1, 50001,        10.0.0.2,    22,...AP.SF,      30,    5200,     1\n' +
    '2026-10-05 12:00:00.000,2026-10-05 12:00:12.500,TCP  ,        10.0.0.2,    22,        10.0.0.1, 50001,...AP.SF,      28,    6100,     2\n',
  'nfdump pipe of 1.7':
    '2|1791201600000|1791201612500|6|0|0|0|167772161|50001|0|0|0|167772162|22|0|0|1|2|27|0|30|5200\n' +
    '2|1791201600000|1791201612500|6|0|0|0|167772162|22|0|0|0|167772161|50001|0|0|2|1|27|0|28|6100\n',
  'nfdump pipe of 1.6':
    '2|1791201600|0|1791201612|500|6|0|0|0|167772161|50001|0|0|0|167772162|22|0|0|1|2|27|0|30|5200\n' +
    '2|1791201600|0|1791201612|500|6|0|0|0|167772162|22|0|0|0|167772161|50001|0|0|2|1|27|0|28|6100\n',
  rwcut:
    `${rwcutHead}\n       10.0.0.1|       10.0.0.2|50001|   22|  6|        30|      5200|FS PA   |2026/10/05T12:00:00.000|   12.500|2026/10/05T12:00:12.500| S0|\n` +
    '       10.0.0.2|       10.0.0.1|   22|50001|  6|        28|      6100|FS PA   |2026/10/05T12:00:00.000|   12.500|2026/10/05T12:00:12.500| S0|\n',
  'rwcut with commas': 'sIP,dIP,sPort,dPort,protocol,packets,bytes,flags,sTime,duration,sensor,initialFlags\n10.0.0.1,10.0.0.2,50001,22,6,30,5200,FS PA,1791201600.000,12.500,S0,S\n10.0.0.2,10.0.0.1,22,50001,6,28,6100,FS PA,1791201600.000,12.500,S0,S  A\n',
  'argus ra': 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts\n2026/10/05 12:00:00.000000,12.500000,tcp,10.0.0.1,50001,   ->,10.0.0.2,22,FSPA_FSPA,0,0,58,11300,5200,30\n',
  'binetflow with tabs and labels': 'StartTime\tDur\tProto\tSrcAddr\tSport\tDir\tDstAddr\tDport\tState\tsTos\tdTos\tTotPkts\tTotBytes\tSrcBytes\tSrcPkts\tLabel\n2026/10/05 12:00:00.000000\t12.500000\ttcp\t10.0.0.1\t50001\t   ->\t10.0.0.2\tssh\tCON\t0\t0\t58\t11300\t5200\t30\tflow=Background',
} // prettier-ignore

/** What they say of the way: interfaces, VRF, AS numbers. */
const ways: readonly (readonly [string, string, readonly number[]])[] = [
  ['nfdump csv', formats['nfdump csv']!.replace(/fwd,stos/, 'sas,das').replaceAll('SF,0,0', 'SF,64500,64501'), [1, 2, 0, 64500, 64501]],
  ['nfdump json', `[${json('10.0.0.1', '10.0.0.2', '"src_port" : 50001, "dst_port" : 22, "in_packets" : 30, "in_bytes" : 5200, "input_snmp" : 1, "output_snmp" : 2, "src_as" : 64500, "dst_as" : 64501')}]`, [1, 2, 0, 64500, 64501]],
  ['rwcut', 'sIP,dIP,sPort,dPort,protocol,packets,bytes,flags,sTime,duration,in,out\n10.0.0.1,10.0.0.2,50001,22,6,30,5200,FS PA,1791201600.000,12.500,1,2\n', [1, 2, 0, 0, 0]],
  ['argus ra', 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes,SrcPkts,sAS,dAS\n2026/10/05 12:00:00.000000,12.500000,tcp,10.0.0.1,50001,   ->,10.0.0.2,22,FSPA_FSPA,58,11300,5200,30,64500,64501\n', [0, 0, 0, 64500, 64501]],
] // prettier-ignore

test.each(ways)('%s: interfaces and AS numbers are kept where they are said', async (_name, text, way) => {
  const context = testContext()
  const batches: number[][] = []
  const bytes = Buffer.from(text)
  const input = { path: 'flows.txt', head: bytes, async *chunks() { yield bytes } } // prettier-ignore
  for await (const { flows } of flowText.read([input], context))
    for (let i = 0; flows && i < flows.length; i++) batches.push(wayNames.map(name => flows[name][i]!))
  expect(batches).toEqual([way])
})

test.each(Object.entries(formats))('%s: both directions are one flow, field by field', async (name, text) => {
  const { flows, rejects } = await read(text)
  expect(rejects).toEqual([])
  const said = /argus|binetflow|with commas/.test(name)
  expect(flows).toMatchObject([
    {
      start: 1791201600,
      duration: 12.5,
      src: '10.0.0.1',
      dst: '10.0.0.2',
      srcPort: 50001,
      dstPort: 22,
      protocol: 6,
      service: 'ssh',
      serviceBy: 'port',
      state: 'established',
      direction: said ? 'known' : 'guessed',
      srcPackets: 30,
      srcBytes: 5200,
      dstPackets: 28,
      dstBytes: 6100,
    },
  ])
})

test.each(Object.entries(formats))(
  '%s: is recognised, and pieces of any size make no difference',
  async (_, text) => {
    expect(flowText.sniff(Buffer.from(text))).toBe(true)
    const whole = await read(text)
    for (const size of [1, 7, 100]) expect(await read(text, size)).toEqual(whole)
  },
)

const argusHead =
  'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes'
const argus = (cells: string, more = '', value = '') =>
  read(`${argusHead}${more}\n2026/10/05 12:00:00.25,1.5,${cells}${value}\n`)

test.each([
  ['REQ', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,REQ,0,,1,58,58', 'no-answer', 'known'],
  ['RST in answer to the SYN', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,RST,0,0,2,132,78', 'rejected', 'known'],
  ['RST at the end', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,RST,0,0,20,1279,622', 'established', 'known'],
  ['ACC', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,ACC,0,0,3,178,120', 'established', 'known'],
  ['FIN', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,FIN,0,0,9,653,338', 'established', 'known'],
  ['S_', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,S_,0,,1,58,58', 'no-answer', 'known'],
  ['S_RA', 'tcp,10.0.0.1,50001,   ->,10.0.0.2,22,S_RA,0,0,2,118,58', 'rejected', 'known'],
  ['PA_PA', 'tcp,10.0.0.1,22,  <?>,10.0.0.2,50001,PA_PA,0,0,4,1162,1033', 'partial', 'guessed'],
  ['INT of UDP', 'udp,10.0.0.1,50001,   ->,10.0.0.2,3389,INT,0,,1,90,90', 'no-answer', 'known'],
  ['CON of UDP', 'udp,10.0.0.1,50001,  <->,10.0.0.2,3389,CON,0,0,2,190,90', 'established', 'known'],
])("argus' %s", async (_, cells, state, direction) => {
  expect((await argus(cells)).flows).toMatchObject([{ state, direction }])
})

test('argus without packets of each direction: the halves are said to be halves', async () => {
  const { flows, notes } = await argus('tcp,10.0.0.1,50001,   ->,10.0.0.2,22,FIN,0,0,9,653,338')
  expect(flows).toMatchObject([
    { srcPackets: 5, dstPackets: 4, srcBytes: 338, dstBytes: 315, start: 1791201600.25, duration: 1.5 },
  ])
  expect(notes).toEqual([
    'argus counts bytes with the link header 1',
    'no counts of each direction in the rows of argus: half of them are taken for each 1',
    'times without a time zone: taken for UTC 1',
  ])
})

test('argus with its arrow to the left: the target opened the session', async () => {
  const { flows } = await argus('tcp,10.0.0.2,22,   <-,10.0.0.1,50001,CON,0,0,9,653,338')
  expect(flows).toMatchObject([{ src: '10.0.0.1', dst: '10.0.0.2', direction: 'known', dstBytes: 338 }])
})

test('ICMP of argus and of nfdump has type and code', async () => {
  expect((await argus('icmp,10.0.0.1,0x0103,   ->,10.0.0.2,0xf5d7,URP,0,,1,90,90')).flows).toMatchObject([
    { srcPort: 3, dstPort: 1, protocol: 1 },
  ])
  const { flows } = await read(
    `${lineHead}\n2026-10-05 12:00:00.000     0.000 ICMP          10.0.0.1:0     ->         10.0.0.2:8.0    ........   0        1     1.2 M     1\n`,
  )
  expect(flows).toMatchObject([{ srcPort: 8, dstPort: 0, protocol: 1, srcBytes: 1_200_000 }])
})

test('IPv6 in the text of nfdump has its port after a dot', async () => {
  const { flows } = await read(
    `${lineHead}\n2026-10-05 12:00:00.000     0.000 TCP   2001:db8::1.50001 -> fe80::2.22  ......S.   0  1  60  1\n`,
  )
  expect(flows).toMatchObject([
    { src: '2001:db8::1', dst: 'fe80::2', srcPort: 50001, dstPort: 22, state: 'no-answer' },
  ])
})

test.each([
  [
    'line',
    'Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Packets    Bytes Flows',
    '30     5200     1',
  ],
  [
    'extended',
    'Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Flags Tos  Packets    Bytes      pps      bps    Bpp Flows',
    '...A..S. 0  30     5200  2  3328  173   1',
  ],
  [
    'biline',
    'Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Out Pkt   In Pkt Out Byte  In Byte Flows',
    '28       30     6100     5200     2',
  ],
])('the format %s of nfdump has other columns', async (_, head, rest) => {
  const { flows, rejects } = await read(
    `${head}\n2026-10-05 12:00:00.000  12.5 TCP  10.0.0.1:50001 ->  10.0.0.2:22  ${rest}\n`,
  )
  expect(rejects).toEqual([])
  expect(flows).toMatchObject([{ srcPackets: 30, srcBytes: 5200 }])
})

test('rows that are no IP flows are rejects with their line, but for those of argus about itself', async () => {
  const { rejects, flows } = await read(
    [
      argusHead,
      '2026/10/05 12:00:00,1,man,0,0,   ,0,0,STA,,,0,0,0',
      '2026/10/05 12:00:00,1,llc,10.0.0.3,,  who,10.0.0.2,,CON,,,22,924,462',
      '2026/10/05 12:00:00,1,arp,10.0.0.1,,  who,10.0.0.2,,CON,,,22,924,462',
      '2026/10/05 12:00:00,1,tcp,10.0.0.1,x,   ->,10.0.0.2,22,CON,,,22,924,462',
      '',
    ].join('\n'),
  )
  expect(flows).toEqual([])
  expect(rejects).toMatchObject([
    { reason: 'a port is wrong', first: 5, count: 1 },
    { reason: 'no IP protocol', first: 3, last: 4, count: 2 },
  ])
})

test('a firewall in front of two sensors counts once', async () => {
  const rows = [...nfdumpRows, ...nfdumpRows].map((row, i) => `${row},router${i >> 1}`)
  const { flows, notes } = await read(`${csvHead},ra\n${rows.join('\n')}\n`)
  expect(flows).toMatchObject([{ srcPackets: 30, dstPackets: 28 }])
  expect(notes[0]).toMatch(/^records of packets that another interface or exporter also reported/)
})

/** Four sessions each, so that it shows which is lost. */
const many: Readonly<Record<string, string[]>> = {
  'nfdump csv': [csvHead, ...[1, 2, 3, 4].map(i => nfdumpRows[0]!.replace('10.0.0.1', `10.0.1.${i}`))],
  rwcut: [rwcutHead, ...[1, 2, 3, 4].map(i => formats.rwcut!.split('\n')[1]!.replace('10.0.0.1', `10.0.1.${i}`))],
  argus: [argusHead, ...[1, 2, 3, 4].map(i => `2026/10/05 12:00:00.25,1.5,tcp,10.0.1.${i},50001,   ->,10.0.0.2,22,FIN,0,0,9,653,338`)],
  'nfdump long': [lineHead, ...[1, 2, 3, 4].map(i => `2026-10-05 12:00:00.000    12.500 TCP           10.0.1.${i}:50001 ->         10.0.0.2:22    ...AP.SF   0       30     5200     1`)],
  'nfdump ndjson': [1, 2, 3, 4].map(i => json(`10.0.1.${i}`, '10.0.0.2', '"src_port":50001,"dst_port":22,"in_packets":3,"in_bytes":300').replace(/\n\t?/g, '')),
} // prettier-ignore

test.each(
  Object.entries(many).flatMap(([name, lines]) =>
    garbles.map(([what, garble]) => [name, what, lines, garble] as const),
  ),
)('a line of %s that %s loses that line alone, and its number is told', async (name, _, lines, garble) => {
  const whole = await read(lines.join('\n') + '\n')
  for (let i = /json/.test(name) ? 0 : 1; i < lines.length; i++) {
    const { flows, rejects } = await read(lines.with(i, garble(lines[i]!)).join('\n') + '\n', 50)
    const lost = /10\.0\.1\.\d/.exec(lines[i]!)![0]
    expect(flows).toEqual(whole.flows.filter(flow => flow.src !== lost))
    expect(rejects).toMatchObject([{ first: i + 1, last: i + 1, count: 1, unit: 'line' }])
  }
})

test.each(Object.entries(many))(
  '%s cut at any byte of its last lines: whole lines are read, half a line is one reject',
  async (_, lines) => {
    const text = lines.join('\n') + '\n'
    const before = lines.slice(0, -2).join('\n').length + 1
    const headers = lines[0]!.includes('10.0.1') ? 0 : 1
    for (let cut = before; cut <= text.length; cut++) {
      const { flows, total } = await read(text.slice(0, cut))
      const [whole, rest] = [
        text.slice(0, cut).split('\n').length - 1,
        /[^\n]*$/.exec(text.slice(0, cut))![0],
      ]
      expect(flows.length).toBeGreaterThanOrEqual(whole - headers)
      expect(flows.length + total).toBe(whole - headers + Number(rest !== ''))
      expect(total).toBeLessThanOrEqual(1)
    }
  },
)

const durations = [
  ['    00:01:02.500', 62.5],
  [' 2d 01:00:00.250', 176_400.25],
  ['3600.000', 3600],
  ['-2147483648d -2147483648:-2147483648:18446742604600520.704', 0],
] as const

test.each(durations)('nfdump’s duration of %s is %d seconds', async (text, wanted) => {
  const { flows, rejects } = await read(
    `${lineHead}\n2026-10-05 12:00:00.000 ${text} TCP 10.0.0.1:50001 -> 10.0.0.2:22 ...AP.SF 0 30 5200 1\n`,
  )
  expect([flows.map(({ duration }) => duration), rejects]).toEqual([[wanted], []])
})

test('An address of which nfdump shows no more than both ends is a reject that says what to do', async () => {
  const head = lineHead.replace('   Flags Tos', '')
  const { rejects } = await read(
    `${head}\n2026-10-05 12:00:00.000     00:00:12.500 UDP   2001:17..b700::1.1024  -> 2001:91..f9fc::3.22  3  4134  1\n`,
  )
  expect(rejects.map(({ reason }) => reason)).toEqual([
    'the IPv6 address is shortened: print it whole, with nfdump -6',
  ])
})

const argusTotals = [
  ['tcp,10.0.0.1,50001,   ->,10.0.0.2,22,58,11300,FIN', [29, 29, 5650, 5650]],
  ['tcp,10.0.0.1,50001,   ->,10.0.0.2,22,3,222,REQ', [3, 0, 222, 0]],
  ['tcp,10.0.0.1,50001,   ->,10.0.0.2,22,2,132,S_RA', [1, 1, 66, 66]],
  ['tcp,10.0.0.1,50001,   ->,10.0.0.2,22,3,222,S_', [3, 0, 222, 0]],
] as const

test.each(argusTotals)(
  'argus without counts of each direction, as ra prints by itself: %s',
  async (row, wanted) => {
    const head = 'StartTime,Flgs,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,TotPkts,TotBytes,State'
    const { flows, rejects } = await read(`${head}\n1791201600.000000, e        ,${row}\n`)
    const counts = flows.map(flow => [flow.srcPackets, flow.dstPackets, flow.srcBytes, flow.dstBytes])
    expect([counts, rejects]).toEqual([[wanted], []])
  },
)

test('A time of argus without its date is a reject that says how to print it', async () => {
  const head = 'StartTime,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,TotPkts,TotBytes,State'
  const { rejects } = await read(`${head}\n15:44:44.056371,tcp,10.0.0.1,50001,->,10.0.0.2,22,2,132,RST\n`)
  expect(rejects.map(({ reason }) => reason)).toEqual(['the time has no date: print it with ra -u'])
})

test('nfdump’s pipe has IPv6 in four words', async () => {
  const row =
    '10|1791201600000|1791201612500|6|536939960|0|0|1|50001|536939960|0|0|2|22|64500|64501|1|2|27|0|30|5200'
  const { flows, rejects } = await read(`${row}\n${row.slice(0, 60)}`)
  expect(flows).toMatchObject([{ src: '2001:db8::1', dst: '2001:db8::2', duration: 12.5 }])
  expect(rejects).toMatchObject([{ count: 1 }])
})
