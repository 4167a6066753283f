import { expect, test } from 'vitest'
import { authenticate, challenge, negotiate } from './ntlm.ts'
import { bind, bindAck, fault, pdu, request, response, svcctl } from './rpc.ts'
import { bytes, cutShort, hex, talk, type Turn } from './talk.ts'

const bound: Turn[] = [['>', bind(1, svcctl)], ['<', bindAck(1, '49700')]] // prettier-ignore
const called = (operation: string, outcome = ''): string =>
  `rpc ${outcome}{"interface":"svcctl","operation":"${operation}"}`

test.each([
  ['answered', [...bound, ['>', request(2, 15)], ['<', response(2)], ['>', request(3, 12)], ['<', response(3)]], [called('OpenSCManagerW'), called('CreateServiceW')]],
  ['refused', [...bound, ['>', request(2, 12)], ['<', fault(2, 5)]], [called('CreateServiceW', 'failure ')]],
  ['not answered', [...bound, ['>', request(2, 19)]], [called('StartServiceW')]],
  ['without a name', [...bound, ['>', request(2, 200)], ['<', response(2)]], [called('opnum-200')]],
  ['in fragments', [...bound, ['>', request(2, 12, { flags: 1 })], ['>', request(2, 12, { flags: 0 })], ['>', request(2, 12, { flags: 2 })], ['<', response(2)]], [called('CreateServiceW')]],
  ['with one id again and again', [...bound, ['>', request(1, 0)], ['>', request(1, 0)], ['<', response(1)]], [called('CloseServiceHandle'), called('CloseServiceHandle')]],
  ['answered out of order', [...bound, ['>', request(2, 15)], ['>', request(3, 19)], ['<', response(3)], ['<', response(2)]], [called('StartServiceW'), called('OpenSCManagerW')]],
  ['big-endian', [['>', bind(1, svcctl)], ['<', bindAck(1, '')], ['>', request(2, 12, { big: true })]], [called('CreateServiceW')]],
  ['without its bind', [['>', request(2, 12)], ['<', response(2)]], []],
  ['over an interface that the server does not have', [['>', bind(1, svcctl)], ['<', bindAck(1, '', 2)], ['>', request(2, 12)]], []],
] as [string, Turn[], string[]][])('a call is told: %s', (_, turns, events) => {
  const told = talk(turns)
  expect(told.service).toBe('rpc')
  expect(told.events).toEqual(events)
  expect(talk(turns, { cut: 3 }).events).toEqual(events)
}) // prettier-ignore

test('an interface without a name is told by its UUID', () => {
  const unknown = hex('78563412 3412 cdab ef01 0123456789ab 01000000')
  expect(talk([['>', bind(1, unknown)], ['<', bindAck(1, '')], ['>', request(2, 4)]]).events).toEqual([
    'rpc {"interface":"12345678-1234-abcd-ef01-0123456789ab","operation":"opnum-4"}',
  ]) // prettier-ignore
})

const ntlm = '{"method":"ntlm","domain":"CORP","client":"WS-17","server":"dc.corp.example","level":"privacy"}'
const login: Turn[] = [
  ['>', bind(1, svcctl, { auth: negotiate })],
  ['<', bindAck(1, '', 0, { auth: challenge('DC', 'dc.corp.example') })],
  ['>', pdu(16, 1, hex('00000000'), { auth: authenticate('CORP', 'alice', 'WS-17') })],
]

test.each([
  ['is let in', [...login, ['>', request(2, 15)], ['<', response(2)]], ['success alice', '']],
  ['is not', [...login, ['>', request(2, 15)], ['<', fault(2, 5)]], ['failure alice', 'failure ']],
  ['goes away', login, ['unknown alice']],
] as [string, Turn[], [string, string?]][])('a login while binding is told: who %s', (_, turns, [told, call]) => {
  const calls = call === undefined ? [] : [called('OpenSCManagerW', call)]
  expect(talk(turns).events).toEqual([`login ${told} ${ntlm}`, ...calls])
}) // prettier-ignore

test('a talk that is cut anywhere is no error', () => {
  for (const turns of cutShort([...login, ['>', request(2, 15)], ['<', response(2)]])) expect(talk(turns).events.length).toBeLessThan(3) // prettier-ignore
})

test.each([
  ['more contexts than it holds', pdu(11, 1, bytes(hex('b810 b810 00000000 ff 000000'), hex('0000 01 00'), svcctl, new Uint8Array(20)))],
  ['a trailer longer than itself', bytes(hex('05000b03 10000000 1c00 ffff 01000000'), new Uint8Array(12))],
])('a bind with %s ends the dissection, and is said to be malformed', (_, broken) => {
  const { done, context } = talk([['>', broken], ['<', pdu(13, 1, new Uint8Array(4))]])
  expect(done).toBe(true)
  expect(context.rejects.rows()).toMatchObject([{ reason: 'malformed rpc: the RPC message is cut', count: 1 }])
}) // prettier-ignore
