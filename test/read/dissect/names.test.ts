import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hasPeer, shared, testShared } from '../../helpers.ts'
import { captureBytes, inputOf, newContext, readCaptures } from '../pcap-helpers.ts'
import { be16, be32, bytes, cutShort, hex, talk, text, type Turn } from './talk.ts'

const label = (word: string) => bytes(word.length, text(word))
const name = (words: string) => bytes(...words.split('.').map(label), 0)
const record = (owner: Uint8Array, type: number, data: Uint8Array) =>
  bytes(owner, be16(type), be16(1), be32(60), be16(data.length), data)
const back = hex('c00c')
const message = (flags: number, asked: Uint8Array | undefined, type: number, ...answers: Uint8Array[]) =>
  bytes(
    hex('abcd'), be16(flags), be16(asked ? 1 : 0), be16(answers.length), be32(0),
    ...(asked ? [asked, be16(type), be16(1)] : []), ...answers,
  ) // prettier-ignore
const v4 = (address: string) => Uint8Array.from(address.split('.'), Number)

const encoded = (word: string, suffix: number) =>
  bytes(32, ...[...text(word.padEnd(15)), suffix].map(byte => [0x41 + (byte >> 4), 0x41 + (byte & 15)]), 0)
const registration = (word: string, suffix: number, flags = 0) =>
  bytes(
    hex('0001 2910 0001 0000 0000 0001'), encoded(word, suffix), be16(0x20), be16(1),
    record(back, 0x20, bytes(be16(flags), v4('10.0.0.8'))),
  ) // prettier-ignore
const listed = (word: string, suffix: number, flags: number) =>
  bytes(text(word.padEnd(15)), suffix, be16(flags))
const status = message(
  0x8400, undefined, 0,
  record(encoded('*', 0), 0x21, bytes(3, listed('HARBOUR', 0, 0x8400), listed('FS1', 0, 0x0400), listed('FS1', 0x20, 0x0400), new Uint8Array(46))),
) // prettier-ignore
const datagram = (word: string) =>
  bytes(
    hex('11 02 0001'),
    v4('10.0.0.8'),
    be16(138),
    be16(68),
    be16(0),
    encoded(word, 0),
    encoded('HARBOUR', 0x1d),
  )

const asked = message(0x0100, name('ws1.example'), 1)
const answered = (...answers: Uint8Array[]) => message(0x8180, name('ws1.example'), 1, ...answers)
const ip6 = hex('fd00 0000 0000 0000 0000 0000 0000 0007')
const toPtr = record(name('7.0.0.10.in-addr.arpa'), 12, name('ws1.example'))
const reverse6 = name(`7${'.0'.repeat(29)}.d.f.ip6.arpa`)

const on = (dstPort: number, srcPort = 40_000) => ({ protocol: 17, srcPort, dstPort })
const said = (address: string, called: string, by: string) =>
  `name {"address":"${address}","name":"${called}","by":"${by}"}`

const cases: [what: string, port: number, turns: Turn[], names: string[]][] = [
  ['an A of DNS', 53, [['>', asked], ['<', answered(record(back, 1, v4('10.0.0.7')))]], [said('10.0.0.7', 'ws1.example', 'dns')]],
  ['an AAAA behind an alias', 53, [['>', asked], ['<', answered(record(back, 5, name('a.b')), record(name('a.b'), 28, ip6))]], [said('fd00::7', 'a.b', 'dns')]],
  ['a PTR', 53, [['<', message(0x8180, undefined, 0, toPtr)]], [said('10.0.0.7', 'ws1.example', 'dns')]],
  ['a PTR of IPv6', 53, [['<', message(0x8180, undefined, 0, record(reverse6, 12, name('ws1.example')))]], [said('fd00::7', 'ws1.example', 'dns')]],
  ['two questions of one port', 53, [['>', asked], ['>', asked], ['<', answered()], ['<', answered(record(back, 1, v4('172.16.0.7')))]], [said('172.16.0.7', 'ws1.example', 'dns')]],
  ['an address outside', 53, [['>', asked], ['<', answered(record(back, 1, v4('8.8.8.8')))]], []],
  ['a refusal', 53, [['>', asked], ['<', message(0x8183, name('a.b'), 1, record(back, 1, v4('10.0.0.7')))]], []],
  ['a question with an answer in it', 53, [['>', message(0x0100, name('a.b'), 1, record(back, 1, v4('10.0.0.7')))]], []],
  ['the same on a port of no name service', 9, [['>', asked], ['<', answered(record(back, 1, v4('10.0.0.7')))]], []],
  ['multicast DNS', 5353, [['<', message(0x8400, undefined, 0, record(name('mac.local'), 1, v4('192.168.1.9')))]], [said('192.168.1.9', 'mac.local', 'mdns')]],
  ['a service', 5353, [['<', message(0x8400, undefined, 0, record(name('x._ssh._tcp.local'), 1, v4('192.168.1.9')))]], []],
  ["a browser's random name", 5353, [['<', message(0x8400, undefined, 0, record(name('0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f.local'), 1, v4('192.168.1.9')))]], []],
  ['LLMNR', 5355, [['<', message(0x8000, name('fs1'), 1, record(back, 1, v4('10.0.0.9')))]], [said('10.0.0.9', 'fs1', 'llmnr')]],
  ['a registration', 137, [['>', registration('WS8', 0)], ['>', registration('WS8', 0x20)]], [said('10.0.0.8', 'WS8', 'netbios')]],
  ["a group's and a user's registration", 137, [['>', registration('HARBOUR', 0, 0x8000)], ['>', registration('ALICE', 3)]], []],
  ['an answer to who has a name', 137, [['<', message(0x8500, undefined, 0, record(encoded('WPAD', 0), 0x20, bytes(be16(0), v4('10.0.0.8'))))]], []],
  ["a host's own list", 137, [['<', status]], ['name {"end":"dst","name":"FS1","by":"netbios"}']],
  ['a datagram', 138, [['>', datagram('WS8')]], [said('10.0.0.8', 'WS8', 'netbios')]],
] // prettier-ignore

test.each(cases)('%s at port %i tells names.', (_, port, turns, names) => {
  expect(talk(turns, on(port, port === 138 || port === 137 ? port : 40_000)).events).toEqual(names)
})

test.each(cases)(
  '%s at port %i, cut anywhere, tells no other name and is no error.',
  (_, port, turns, names) => {
    for (const cut of cutShort(turns)) {
      const { events, context } = talk(cut, on(port, port === 138 || port === 137 ? port : 40_000))
      for (const event of events) expect(names).toContain(event)
      expect(context.rejects.total).toBe(0)
    }
  },
)

test.each([
  ['to itself', hex('c01d')],
  ['forwards', hex('c0ff')],
  ['past a label into itself', hex('0161c01d')],
])('A name whose pointer leads %s is none.', (_, owner) => {
  const answer = answered(record(owner, 1, v4('10.0.0.7')))
  expect(talk([['>', asked], ['<', answer]], on(53)).events).toEqual([]) // prettier-ignore
})

test('A name longer than 255 bytes is none; one of strange characters is told as it is, and shown without them.', () => {
  const long = name(Array.from({ length: 5 }, () => 'x'.repeat(60)).join('.'))
  const told = (owner: Uint8Array) => {
    const answer = message(0x8180, undefined, 0, record(owner, 1, v4('10.0.0.7')))
    return talk([['<', answer]], on(53)).events
  }
  expect(told(long)).toEqual([])
  expect(told(name('\u001b[31m'))).toEqual([said('10.0.0.7', '\\u001b[31m', 'dns')])
})

test('What is said again the same day is told once, also from flow to flow.', () => {
  const context = newContext()
  const turns: Turn[] = [['>', asked], ['<', answered(record(back, 1, v4('10.0.0.7')))]] // prettier-ignore
  expect(talk(turns, { ...on(53), context }).events).toHaveLength(1)
  expect(talk(turns, { ...on(53), context }).events).toHaveLength(0)
})

const captures = [
  'dpd/arkime/gtp-iphone.pcap',
  'dpd/arkime/ipv6-gtp6.pcap',
  'dpd/pcap/iphone.pcap',
  'dpd/suricata/smb2-ntlmssp-negotiateflags.pcap',
]
const inside =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab])/

/** Private addresses of A and AAAA records and the names that have them, as tshark prints them: of answers, and of what multicast DNS adds. */
function namesByTshark(path: string): string[] {
  const filter = 'dns.flags.response == 1 && dns.flags.rcode == 0 && udp.srcport in {53, 5353, 5355} && !icmp'
  const lines = execFileSync('tshark', ['-r', path, '-Y', filter, '-O', 'dns,mdns,llmnr'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  })
  const found = new Set<string>()
  let used = false
  let multicast = false
  for (const line of lines.toString().split('\n')) {
    if (/^\S/.test(line)) multicast = line.startsWith('Multicast')
    const section = /^ {4}(Queries|Answers|Authoritative nameservers|Additional records)$/.exec(line)?.[1]
    if (section) used = section === 'Answers' || multicast
    const [, owner, address] = /^ {8}(\S+): type (?:A|AAAA), class .*, addr (\S+)$/.exec(line) ?? []
    if (used && address && inside.test(address)) found.add(`${address} ${owner}`)
  }
  return [...found].sort()
}

test.skipIf(!hasPeer('tshark') || !existsSync(shared('corpora')))(
  "of captures' answers every private address and its name are told that tshark finds",
  { timeout: 20_000 },
  async () => {
    for (const file of captures) {
      const path = shared(`corpora/${file}`)
      const { events } = await readCaptures(inputOf(path, captureBytes(path)))
      const told = events.filter(({ kind, detail }) => kind === 'name' && detail.by !== 'netbios')
      const names = new Set(told.map(({ detail }) => `${detail.address} ${detail.name}`))
      const expected = namesByTshark(path)
      expect(expected.length, file).toBeGreaterThan(0)
      expect([...names].sort(), file).toEqual(expected)
    }
  },
)

testShared(
  'A capture of NetBIOS tells the one host whose names it registers, and not its group or user.',
  async () => {
    const path = shared('corpora/dpd/arkime/nbns.pcap')
    const { events } = await readCaptures(inputOf(path, captureBytes(path)))
    const names = events
      .filter(({ kind }) => kind === 'name')
      .map(({ detail }) => `${detail.address} ${detail.name}`)
    expect([...new Set(names)]).toEqual(['192.168.239.129 MDJR98'])
  },
)
