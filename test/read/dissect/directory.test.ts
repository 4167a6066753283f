import { expect, test } from 'vitest'
import { authenticate, challenge, negotiate } from './ntlm.ts'
import { be32, bytes, cutShort, talk, text, type Turn } from './talk.ts'

/** An element of DER, with its length in as few bytes as do. */
function der(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const value = bytes(...parts)
  const { length } = value
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return bytes([tag], size, value)
}
const int = (value: number): Uint8Array => der(2, [value])
const general = (words: string): Uint8Array => der(0x1b, text(words))
const principal = (...parts: string[]): Uint8Array =>
  der(0x30, der(0xa0, int(1)), der(0xa1, der(0x30, ...parts.map(general))))

// Kerberos (RFC 4120)
const realm = 'CORP.EXAMPLE'
const kdcRequest = (tag: number, user: string, ...service: string[]): Uint8Array =>
  der(tag, der(0x30, der(0xa1, int(5)), der(0xa2, int(tag & 31)), der(0xa4, der(0x30, der(0xa0, der(3, [0, 0, 0, 0, 0])),
    user === '' ? [] : der(0xa1, principal(user)), der(0xa2, general(realm)), der(0xa3, principal(...service)))))) // prettier-ignore
const ticket = (type: number, ...service: string[]): Uint8Array =>
  der(
    0x61,
    der(
      0x30,
      der(0xa0, int(5)),
      der(0xa1, general(realm)),
      der(0xa2, principal(...service)),
      der(0xa3, der(0x30, der(0xa0, int(type)), der(0xa2, der(4, new Uint8Array(9))))),
    ),
  )
const kdcReply = (tag: number, user: string, type: number, ...service: string[]): Uint8Array =>
  der(
    tag,
    der(
      0x30,
      der(0xa0, int(5)),
      der(0xa1, int(tag & 31)),
      der(0xa3, general(realm)),
      der(0xa4, principal(user)),
      der(0xa5, ticket(type, ...service)),
    ),
  )
const krbError = (code: number): Uint8Array =>
  der(
    0x7e,
    der(
      0x30,
      der(0xa0, int(5)),
      der(0xa1, int(30)),
      der(0xa6, int(code)),
      der(0xa9, general(realm)),
      der(0xaa, principal('krbtgt', realm)),
    ),
  )
const [asReq, tgsReq] = [kdcRequest(0x6a, 'alice', 'krbtgt', realm), kdcRequest(0x6c, '', 'cifs', 'files')]
const kerberos = (facts: string): string => `{"method":"kerberos","domain":"CORP.EXAMPLE",${facts}}`
const tgt = '"request":"AS","service":"krbtgt/CORP.EXAMPLE"'

const cases: [what: string, turns: Turn[], events: string[]][] = [
  ['a ticket that is given', [['>', asReq], ['<', kdcReply(0x6b, 'alice', 18, 'krbtgt', realm)]], [`login success alice ${kerberos(`${tgt},"cipher":"aes256-cts-hmac-sha1-96"`)}`]],
  ['a ticket for a service', [['>', tgsReq], ['<', kdcReply(0x6d, 'alice', 23, 'cifs', 'files')]], [`login success alice ${kerberos('"request":"TGS","service":"cifs/files","cipher":"rc4-hmac"')}`]],
  ['a wrong password', [['>', asReq], ['<', krbError(24)]], [`login failure alice ${kerberos(`${tgt},"error":"KDC_ERR_PREAUTH_FAILED"`)}`]],
  ['a user who is not there', [['>', asReq], ['<', krbError(6)]], [`login failure alice ${kerberos(`${tgt},"error":"KDC_ERR_C_PRINCIPAL_UNKNOWN"`)}`]],
  ['a step of every login', [['>', asReq], ['<', krbError(25)]], []],
  ['a request that nobody answers', [['>', asReq]], [`login unknown alice ${kerberos(tgt)}`]],
] // prettier-ignore

test.each(cases)('Kerberos tells %s, over UDP', (_, turns, events) => {
  const told = talk(turns, { protocol: 17 })
  expect(told.service).toBe('kerberos')
  expect(told.events).toEqual(events)
})

test.each(cases)('Kerberos tells %s, over TCP', (_, turns, events) => {
  const framed = turns.map(([side, said]): Turn => [side, bytes(be32((said as Uint8Array).length), said as Uint8Array)])
  expect(talk(framed).events).toEqual(events)
  expect(talk(framed, { cut: 7 }).events).toEqual(events)
  for (const short of cutShort(framed)) expect(talk(short).events.length).toBeLessThan(2)
}) // prettier-ignore

test('what is cut or changed in Kerberos is no error', () => {
  for (const [, turns] of cases)
    for (const [side, said] of turns)
      for (let at = 0; at < (said as Uint8Array).length; at++) {
        const changed = (said as Uint8Array).slice()
        changed[at] = 0xff
        expect(() => talk([[side, changed]], { protocol: 17 })).not.toThrow()
      }
})

// LDAP (RFC 4511)
const ldapMessage = (id: number, operation: Uint8Array): Uint8Array => der(0x30, int(id), operation)
const bind = (name: string, credentials: Uint8Array): Uint8Array =>
  ldapMessage(1, der(0x60, int(3), der(4, text(name)), credentials))
const simple = (password: string): Uint8Array => der(0x80, text(password))
const sasl = (token: Uint8Array): Uint8Array => der(0xa3, der(4, text('GSS-SPNEGO')), der(4, token))
const bound = (result: number, token?: Uint8Array): Uint8Array =>
  ldapMessage(1, der(0x61, der(10, [result]), der(4), der(4), token === undefined ? [] : der(0x87, token)))
const search = ldapMessage(2, der(0x63, der(4, text('DC=corp')), new Uint8Array(40)))
const alice = 'CN=alice,DC=corp'

test.each([
  ['a simple bind', [['>', bind(alice, simple('s3cret'))], ['<', bound(0)]], [`login success ${alice} {"method":"simple"}`]],
  ['one that is refused', [['>', bind(alice, simple('s3cret'))], ['<', bound(49)]], [`login failure ${alice} {"method":"simple","error":"result 49"}`]],
  ['an anonymous one', [['>', bind('', simple(''))], ['<', bound(0)]], ['login success {"method":"anonymous"}']],
  ['one with NTLM that ends with the server’s names', [['>', bind('', sasl(negotiate))], ['<', bound(14, challenge('DC', 'dc.corp.example'))]], ['login unknown {"method":"ntlm","server":"dc.corp.example"}']],
  ['one with NTLM after another, broken off', [['>', bind('', sasl(authenticate('CORP', 'alice', 'WS-17')))], ['<', bound(0)], ['>', bind('', sasl(negotiate))], ['<', bound(14, challenge('DC', 'dc.corp.example'))]], ['login success alice {"method":"ntlm","domain":"CORP","client":"WS-17"}', 'login unknown {"method":"ntlm","server":"dc.corp.example"}']],
  ['one with NTLM', [['>', bind('', sasl(negotiate))], ['<', bound(14, challenge('DC', 'dc.corp.example'))], ['>', bind('', sasl(authenticate('CORP', 'alice', 'WS-17')))], ['<', bound(0)]], ['login success alice {"method":"ntlm","domain":"CORP","client":"WS-17","server":"dc.corp.example"}']],
  ['a search alone', [['>', search]], []],
] as [string, Turn[], string[]][])('LDAP tells %s', (_, turns, events) => {
  const told = talk(turns)
  expect(told.service).toBe('ldap')
  expect(told.events).toEqual(events)
  expect(talk(turns, { cut: 3 }).events).toEqual(events)
  for (const short of cutShort(turns)) expect(talk(short).events.join()).not.toContain('s3cret')
}) // prettier-ignore

test('a connection that goes on encrypted is let go', () => {
  const sealed = bytes(be32(40), new Uint8Array(40).fill(0x5a))
  expect(talk([['>', bind(alice, simple('x'))], ['<', bound(0)], ['>', sealed]]).done).toBe(true) // prettier-ignore
})
