import { expect, test } from 'vitest'
import { be16, bytes, cutShort, hex, le16, le32, talk, text, utf16, type Turn } from './talk.ts'

const tpkt = (payload: Uint8Array): Uint8Array => bytes([3, 0], be16(payload.length + 4), payload)
const x224 = (code: number, rest: Uint8Array): Uint8Array =>
  tpkt(bytes(rest.length + 6, code, [0, 0, 0x12, 0x34, 0], rest))
const cookie = text('Cookie: mstshash=CORP\\alice\r\n')
const offer = (protocols: number): Uint8Array => bytes([1, 0, 8, 0], le32(protocols))
const request = x224(0xe0, bytes(cookie, offer(3)))
const confirm = (kind: number, value: number): Uint8Array => x224(0xd0, bytes([kind, 0, 8, 0], le32(value)))
const cookieLogin = 'login unknown CORP\\alice {"method":"cookie"}'

test.each([
  ['NLA', confirm(2, 2), '{"requested":"SSL,HYBRID","security":"HYBRID","result":"encrypted"}'],
  ['TLS', confirm(2, 1), '{"requested":"SSL,HYBRID","security":"SSL","result":"encrypted"}'],
  ['RDP’s own security', confirm(2, 0), '{"requested":"SSL,HYBRID","security":"RDP"}'],
  ['an answer without a choice', x224(0xd0, hex('')), '{"requested":"SSL,HYBRID","security":"RDP"}'],
  ['a refusal', confirm(3, 5), '{"requested":"SSL,HYBRID","result":"HYBRID_REQUIRED_BY_SERVER"}'],
  ['a protocol that is not known', confirm(2, 64), '{"requested":"SSL,HYBRID","security":"protocol 64","result":"encrypted"}'],
])("the server's answer is told: %s", (_, answer, detail) => {
  expect(talk([['>', request], ['<', answer]]).events).toEqual([`client ${detail}`, cookieLogin])
}) // prettier-ignore

test('a request that nobody answers is told', () => {
  expect(talk([['>', request]]).events).toEqual(['client {"requested":"SSL,HYBRID"}', cookieLogin])
})

/** CS_CORE (MS-RDPBCGR 2.2.1.3.2) behind the key of GCC's conference request, in an MCS connect-initial. */
const core = (name: string, build: number): Uint8Array =>
  bytes(hex('01c0'), le16(216), le32(0x80004), le16(1920), le16(1080), hex('01ca 03aa'), le32(0x409), le32(build), utf16(name.padEnd(16, '\0')), new Uint8Array(160)) // prettier-ignore
const initial = (name: string, build: number): Uint8Array =>
  tpkt(bytes(hex('02f080 7f65 8201 00'), text('Duca'), hex('81c0'), core(name, build)))
const plain: Turn[] = [['>', request], ['<', confirm(2, 0)], ['>', initial('WS-17', 9600)]] // prettier-ignore

test('without encryption the client names its host and its version', () => {
  expect(talk(plain).events).toEqual([
    'client {"name":"WS-17","software":"RDP 8.1","keyboard":"English - United States","requested":"SSL,HYBRID","security":"RDP"}',
    'login unknown CORP\\alice {"method":"cookie","client":"WS-17"}',
  ])
  expect(talk([...plain.slice(0, 2), ['>', initial('X', 22621)]]).events[0]).toContain('client_build-22621')
})

test('a talk that is cut anywhere is no error, and no name is told by halves', () => {
  for (const turns of cutShort(plain)) {
    const { service, events } = talk(turns)
    expect(['unknown', 'rdp']).toContain(service)
    expect(events.join()).not.toMatch(/"name":"(?!WS-17")/)
  }
})

test('lengths that lie are no error', () => {
  for (const length of [0, 1, 4, 6, 7, 0x7fff, 0xffff])
    expect(() => talk([['>', request], ['<', bytes([3, 0], be16(length), hex('0ed0'))], ['<', confirm(2, 0)]])).not.toThrow() // prettier-ignore
})
