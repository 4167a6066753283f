import { expect, test } from 'vitest'
import { notices } from '../../../src/detect/notices.ts'
import { bind, bindAck, pdu } from './rpc.ts'
import { bytes, hex, le16, le32, talk, text, type Turn } from './talk.ts'

const noticed = (events: readonly string[]): string[] =>
  events.filter(event => event.startsWith('notice')).map(event => event.replace(/,"service":"[^"]*"/, ''))

// Kerberos (RFC 4120)
const der = (tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
  const value = bytes(...parts)
  return bytes([tag, 0x82, value.length >> 8, value.length & 255], value)
}
const int = (value: number): Uint8Array => bytes([2, 1, value])
const principal = (...parts: string[]): Uint8Array =>
  der(0x30, der(0xa1, der(0x30, ...parts.map(part => der(0x1b, text(part))))))
/** The head of a message, as its dissector wants it: version 5 as the first field, in short lengths. */
const message = (tag: number, version: number, ...fields: Uint8Array[]): Uint8Array =>
  der(tag, der(0x30, [version, 3, 2, 1, 5], ...fields))
const asks = (tag: number, proofs: number[], ciphers: number[], ...service: string[]): Turn => {
  const padata = der(0xa3, der(0x30, ...proofs.map(type => der(0x30, der(0xa1, int(type))))))
  const body = der(0xa4, der(0x30, der(0xa1, principal('ann')), der(0xa3, principal(...service)), der(0xa8, der(0x30, ...ciphers.map(int))))) // prettier-ignore
  return ['>', message(tag, 0xa1, padata, body)]
}
/** An answer of which the client's part is under `cipher`. */
const answers = (tag: number, cipher: number): Turn => [
  '<',
  message(tag, 0xa0, der(0xa4, principal('ann')), der(0xa6, der(0x30, der(0xa0, int(cipher))))),
]
const refuses = (code: number): Turn => ['<', message(0x7e, 0xa0, der(0xa6, int(code)))]
const [as, tgs, timestamp, pac, rc4, aes] = [0x6a, 0x6c, 2, 128, 23, 18]
const tgt = ['krbtgt', 'CORP']

test.each<[name: string, turns: Turn[], notices: string[]]>([
  ['over-pass-the-hash', [asks(as, [timestamp, pac], [rc4], ...tgt), answers(0x6b, rc4)], ['notice success ann {"note":"RC4-only AS-REQ"}']],
  ['over-pass-the-hash, refused', [asks(as, [timestamp], [rc4], ...tgt), refuses(24)], ['notice failure ann {"note":"RC4-only AS-REQ"}']],
  ['AS-REP roasting', [asks(as, [pac], [rc4], ...tgt), answers(0x6b, rc4)], ['notice success ann {"note":"AS-REP without pre-authentication"}']],
  ['Kerberoasting', [asks(tgs, [1], [rc4], 'MSSQLSvc', 'db1'), answers(0x6d, rc4)], ['notice success ann {"note":"RC4-only TGS-REQ"}']],
  ['a log-in as Windows makes it', [asks(as, [timestamp, pac], [aes, rc4], ...tgt), answers(0x6b, aes)], []],
  ['a log-in that must prove itself first', [asks(as, [pac], [rc4], ...tgt), refuses(25)], []],
  ['a log-in without proof, under AES', [asks(as, [pac], [aes, rc4], ...tgt), answers(0x6b, aes)], []],
  ['a renewal under RC4', [asks(tgs, [1], [rc4], ...tgt), answers(0x6d, rc4)], []],
  ['a ticket for an old server', [asks(tgs, [1], [aes, rc4], 'cifs', 'nas'), answers(0x6d, rc4)], []],
])('Kerberos: %s', (_, turns, expected) => {
  expect(noticed(talk(turns, { protocol: 17 }).events)).toEqual(expected)
}) // prettier-ignore

// Netlogon (MS-NRPC 3.5.4.4)
const netlogon = hex('78563412 3412 cdab ef00 01234567cffb 01000000')
const names = new Uint8Array(60).fill(65)
const logsIn = (call: number, credential: number): Turn => {
  const stub = bytes(names, new Uint8Array(8).fill(credential), le32(0x212fffff))
  return ['>', pdu(0, call, bytes(le32(stub.length), le16(0), le16(26), stub))]
}
const told = (call: number, status: number): Turn => [
  '<',
  pdu(2, call, bytes(le32(20), le16(0), le16(0), new Uint8Array(8).fill(9), le32(0), le32(0), le32(status))),
]
const bound: Turn[] = [['>', bind(1, netlogon)], ['<', bindAck(1, '135')]] // prettier-ignore
const denied = 0xc0000022

test.each<[name: string, turns: Turn[], notices: string[]]>([
  ['log-ins with zeros, of which one is let in', [logsIn(2, 0), told(2, denied), logsIn(3, 0), told(3, 0)], ['notice success {"note":"Zerologon"}']],
  ['log-ins with zeros that are refused', [logsIn(2, 0), told(2, denied), logsIn(3, 0), told(3, denied)], ['notice failure {"note":"Zerologon"}']],
  ['a log-in with zeros that nobody answers', [logsIn(2, 0)], ['notice unknown {"note":"Zerologon"}']],
  ['a computer that logs in', [logsIn(2, 77), told(2, 0)], []],
])('Netlogon: %s', (_, turns, expected) => {
  expect(noticed(talk([...bound, ...turns]).events)).toEqual(expected)
}) // prettier-ignore

test('what is noticed here has a meaning in the table of deeds', () => {
  const here = ['RC4-only AS-REQ', 'RC4-only TGS-REQ', 'AS-REP without pre-authentication', 'Zerologon']
  expect([...notices.keys()]).toEqual(expect.arrayContaining(here))
})
