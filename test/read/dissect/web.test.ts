import { expect, test } from 'vitest'
import { authenticate, challenge, negotiate } from './ntlm.ts'
import { bind, request, svcctl } from './rpc.ts'
import { bytes, cutShort, talk, text, type Turn } from './talk.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const post = (authorization: string, path = '/wsman', body = ''): Turn => [
  '>',
  text(`POST ${path} HTTP/1.1\r\nHost: web\r\nUser-Agent: Microsoft WinRM Client\r\n${authorization && `Authorization: ${authorization}\r\n`}Content-Length: ${body.length}\r\n\r\n${body}`),
] // prettier-ignore
const says = (status: string, authenticate = ''): Turn => [
  '<',
  text(`HTTP/1.1 ${status}\r\n${authenticate && `WWW-Authenticate: ${authenticate}\r\n`}Server: Microsoft-HTTPAPI/2.0\r\nContent-Length: 4\r\n\r\nbody`),
] // prettier-ignore
const scheme = (name: string, token: Uint8Array): string => `${name} ${base64(token)}`
const ntlm = '{"method":"ntlm","domain":"CORP","client":"WS-17","server":"web.corp.example"}'
const dance = (name: string, status: string): Turn[] => [
  post(scheme(name, negotiate)),
  says('401', scheme(name, challenge('WEB', 'web.corp.example'))),
  post(scheme(name, authenticate('CORP', 'alice', 'WS-17')), '/wsman', '<Envelope/>'),
  says(status),
]
const client = (security: string): string =>
  `client {"uri":"/wsman","software":"Microsoft WinRM Client","security":"${security}"}`

test.each([
  ['Negotiate', dance('Negotiate', '200 OK'), [`login success alice ${ntlm}`, client('Negotiate')]],
  ['NTLM, refused', dance('NTLM', '401'), [`login failure alice ${ntlm}`, client('NTLM')]],
  ['Negotiate, not answered', dance('Negotiate', '').slice(0, 3), [`login unknown alice ${ntlm}`, client('Negotiate')]],
  ['Basic', [post(`Basic ${base64(text('bob:s3cret'))}`), says('200 OK')], ['login success bob {"method":"basic"}', client('Basic')]],
  ['Basic, refused', [post(`Basic ${base64(text('bob:s3cret'))}`), says('401', 'Negotiate')], ['login failure bob {"method":"basic"}', client('Basic')]],
] as [string, Turn[], string[]][])('a login to WinRM is told: %s', (_, turns, events) => {
  const told = talk(turns)
  expect(told.service).toBe('winrm')
  expect(told.events).toEqual(events)
  expect(talk(turns, { cut: 5 }).events).toEqual(events)
  for (const short of cutShort(turns)) expect(talk(short).events.join()).not.toContain('s3cret')
}) // prettier-ignore

test('a login to another web service is told as its own', () => {
  const turns = dance('NTLM', '200 OK').map(([side, said]): Turn => [side, text(Buffer.from(said as Uint8Array).toString('latin1').replace('/wsman', '/certsrv'))])
  expect(talk(turns)).toMatchObject({ service: 'http', events: [`login success alice ${ntlm}`] })
}) // prettier-ignore

test('a web client that logs in nowhere is soon let go', () => {
  const turns = Array.from({ length: 9 }, () => [post('', '/index.html'), says('200 OK')]).flat()
  expect(talk(turns)).toMatchObject({ service: 'http', done: true, events: [] })
})

test.each([
  ['a head without end', [['>', text('GET / HTTP/1.1\r\n' + 'A: b\r\n'.repeat(9000))]]],
  [
    'a length that lies',
    [['>', text('POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n')], says('200')],
  ],
  ['a token that is none', [post('Negotiate !!!!'), says('200')]],
  ['a user without a colon', [post(`Basic ${base64(text('s3cret'))}`), says('200')]],
] as [string, Turn[]][])('%s is no error', (_, turns) => {
  expect(talk(turns).events.join()).not.toContain('s3cret')
})

const envelope = (action: string): string =>
  `<s:Envelope><s:Header><a:Action s:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2004/09/transfer/${action}</a:Action>` +
  '<w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd</w:ResourceURI></s:Header></s:Envelope>'

test('a shell that is opened in clear is told, and nothing of what is typed into it', () => {
  const turns = [post(`Basic ${base64(text('bob:s3cret'))}`, '/wsman', envelope('Create')), says('200 OK')]
  for (const cut of [1, 4000])
    expect(talk(turns, { cut }).events).toContain(
      'rpc {"interface":"wsman","operation":"Create","resource":"shell/cmd"}',
    )
})

test('After a loss in a request’s body the next request is told whole.', () => {
  const first = text(`POST /wsman HTTP/1.1\r\nContent-Length: 9000\r\n\r\n<s:Envelope>`)
  const second = post(`Basic ${base64(text('bob:s3cret'))}`, '/wsman', envelope('Create'))
  expect(talk([['>', first], ['>', 9500], second, says('200 OK')]).events).toContain(
    'rpc {"interface":"wsman","operation":"Create","resource":"shell/cmd"}',
  )
})

test('calls of RPC over HTTP are told', () => {
  const calls = bytes(bind(1, svcctl), request(2, 12))
  const head = text('RPC_IN_DATA /rpc/rpcproxy.dll?dc:593 HTTP/1.1\r\nContent-Length: 1073741824\r\n\r\n')
  const told = talk([['>', bytes(head, calls)]], { cut: 9 })
  expect(told.service).toBe('rpc')
  expect(told.events).toEqual(['rpc {"interface":"svcctl","operation":"CreateServiceW"}'])
})
