import { expect, test } from 'vitest'
import { authenticate, challenge, negotiate } from './ntlm.ts'
import { bind, bindAck, request, response, svcctl } from './rpc.ts'
import * as smb from './smb.ts'
import { asks, answers } from './smb.ts'
import { bytes, cutShort, hex, le32, talk, type Turn } from './talk.ts'

const moreProcessing = 0xc0000016
const hello: Turn[] = [['>', asks(0, bytes([36, 0], new Uint8Array(34)))], ['<', answers(0, smb.negotiated(0x311, 3))]] // prettier-ignore
const login = (status = 0): Turn[] => [
  ['>', asks(1, smb.setup(negotiate), { id: 2, session: 0 })],
  ['<', answers(1, smb.setUp(challenge('FILES', 'files.corp.example')), { id: 2, status: moreProcessing })],
  ['>', asks(1, smb.setup(authenticate('CORP', 'alice', 'WS-17')), { id: 3 })],
  ['<', answers(1, status === 0 ? smb.setUp(hex('')) : smb.error, { id: 3, status })],
]
const mount = (path: string, type: number, tree = 1): Turn[] => [
  ['>', asks(3, smb.connect(path), { id: 4, tree: 0 })],
  ['<', answers(3, smb.connected(type), { id: 4, tree })],
]
const opens = (name: string, size = 0, id = 21): Turn[] => [
  ['>', asks(5, smb.create(name), { id: 5 })],
  ['<', answers(5, smb.created(id, size), { id: 5 })],
]
const closes: Turn[] = [['>', asks(6, smb.close(21), { id: 9 })], ['<', answers(6, smb.closed, { id: 9 })]] // prettier-ignore
const disk: Turn[] = [...hello, ...mount('\\\\files\\C$', 1)]
const pipe: Turn[] = [...hello, ...mount('\\\\files\\IPC$', 2), ...opens('svcctl')]

const told = {
  hello: 'client {"dialect":"SMB 3.1.1","security":"signing required"}',
  login: '{"method":"ntlm","domain":"CORP","client":"WS-17","server":"files.corp.example"',
  disk: 'share {"path":"\\\\\\\\files\\\\C$","type":"DISK"}',
  pipe: 'share {"path":"\\\\\\\\files\\\\IPC$","type":"PIPE"}',
  file: (facts: string) => `file {${facts},"path":"\\\\\\\\files\\\\C$"}`,
}

test.each([
  ['a login', [...hello, ...login()], [told.hello, `login success alice ${told.login}}`]],
  ['a login that fails', [...hello, ...login(0xc000006d)], [told.hello, `login failure alice ${told.login},"error":"LOGON_FAILURE"}`]],
  ['a login that nobody answers', [...hello, ...login().slice(0, 3)], [told.hello, `login unknown alice ${told.login}}`]],
  ['a share', disk, [told.hello, told.disk]],
  ['a share that is refused', [...hello, ['>', asks(3, smb.connect('\\\\files\\ADMIN$'), { id: 4 })], ['<', answers(3, smb.error, { id: 4, status: 0xc0000022 })]], [told.hello, 'share failure {"path":"\\\\\\\\files\\\\ADMIN$","error":"ACCESS_DENIED"}']],
  ['a share that nobody answers', [...hello, ['>', asks(3, smb.connect('\\\\files\\C$'), { id: 4 })]], [told.hello, 'share unknown {"path":"\\\\\\\\files\\\\C$"}']],
  ['a file that is opened', [...disk, ...opens('a\\b.txt', 42)], [told.hello, told.disk, told.file('"action":"open","name":"a\\\\b.txt","size":42')]],
  ['a file that is opened again', [...disk, ...opens('b.txt', 42), ...opens('b.txt', 42)], [told.hello, told.disk, told.file('"action":"open","name":"b.txt","size":42')]],
  ['a file that is forbidden', [...disk, ['>', asks(5, smb.create('b.txt'), { id: 5 })], ['<', answers(5, smb.error, { id: 5, status: 0xc0000022 })]], [told.hello, told.disk, `file failure {"action":"open","name":"b.txt","path":"\\\\\\\\files\\\\C$"}`]],
  ['a file that is not there', [...disk, ['>', asks(5, smb.create('b.txt'), { id: 5 })], ['<', answers(5, smb.error, { id: 5, status: 0xc0000034 })]], [told.hello, told.disk]],
  ['an answer that comes late', [...disk, ['>', asks(5, smb.create('b.txt'), { id: 5 })], ['<', answers(5, smb.error, { id: 5, status: 0x103 })], ['<', answers(5, smb.created(21, 7), { id: 5 })]], [told.hello, told.disk, told.file('"action":"open","name":"b.txt","size":7')]],
  ['what is written', [...disk, ...opens('x.exe'), ['>', asks(9, smb.write(21, new Uint8Array(3000)), { id: 6 })], ['<', answers(9, smb.wrote(3000), { id: 6 })], ['>', asks(9, smb.write(21, new Uint8Array(500)), { id: 7 })], ...closes], [told.hello, told.disk, told.file('"action":"open","name":"x.exe","size":0'), 'file {"action":"write","name":"x.exe","path":"\\\\\\\\files\\\\C$","size":3500}']],
  ['what is read', [...disk, ...opens('x.exe', 9000), ['>', asks(8, smb.read(21), { id: 6 })], ['<', answers(8, smb.readOut(new Uint8Array(4096)), { id: 6 })]], [told.hello, told.disk, told.file('"action":"open","name":"x.exe","size":9000'), 'file {"action":"read","name":"x.exe","path":"\\\\\\\\files\\\\C$","size":4096}']],
  ['what is deleted', [...disk, ...opens('x', 5), ['>', asks(17, smb.setInfo(21, 13, hex('01')), { id: 6 })], ['<', answers(17, hex('0200'), { id: 6 })]], [told.hello, told.disk, told.file('"action":"open","name":"x","size":5'), 'file {"action":"delete","name":"x","path":"\\\\\\\\files\\\\C$","size":5}']],
  ['what is deleted when it is closed', [...disk, ['>', asks(5, smb.create('x', 0x1000), { id: 5 })], ['<', answers(5, smb.created(21, 5), { id: 5 })]], [told.hello, told.disk, told.file('"action":"open","name":"x","size":5'), told.file('"action":"delete","name":"x"')]],
  ['what is renamed', [...disk, ...opens('x', 5), ['>', asks(17, smb.setInfo(21, 10, smb.rename('y.exe')), { id: 6 })], ['<', answers(17, hex('0200'), { id: 6 })]], [told.hello, told.disk, told.file('"action":"open","name":"x","size":5'), 'file {"action":"rename","name":"y.exe","path":"\\\\\\\\files\\\\C$","previous":"x"}']],
  ['what is encrypted', [...hello, ['>', bytes(hex('00000034 fd534d42'), new Uint8Array(48))]], [told.hello, 'client {"security":"encrypted"}']],
] as [string, Turn[], string[]][])('%s is told', (_, turns, events) => {
  const { service, events: said } = talk(turns)
  expect(service).toBe('smb')
  expect(said).toEqual(events)
  expect(talk(turns, { cut: 50 }).events).toEqual(events)
}) // prettier-ignore

const rpcEvent = 'rpc {"interface":"svcctl","operation":"CreateServiceW","pipe":"\\\\PIPE\\\\ntsvcs"}'
const opened = 'file {"action":"open","name":"svcctl","path":"\\\\\\\\files\\\\IPC$"}'
const answer = bindAck(1, '\\PIPE\\ntsvcs')

test.each([
  ['written and read', [['>', asks(9, smb.write(21, bind(1, svcctl)), { id: 6 })], ['<', answers(9, smb.wrote(72), { id: 6 })], ['>', asks(8, smb.read(21), { id: 7 })], ['<', answers(8, smb.readOut(answer), { id: 7 })], ['>', asks(9, smb.write(21, request(2, 12)), { id: 8 })], ['>', asks(8, smb.read(21), { id: 9 })], ['<', answers(8, smb.readOut(response(2)), { id: 9 })]]],
  ['transceived', [['>', asks(11, smb.transceive(21, bind(1, svcctl)), { id: 6 })], ['<', answers(11, smb.transceived(21, answer), { id: 6 })], ['>', asks(11, smb.transceive(21, request(2, 12)), { id: 7 })], ['<', answers(11, smb.transceived(21, response(2)), { id: 7 })]]],
  ['read in two parts', [['>', asks(9, smb.write(21, bind(1, svcctl)), { id: 6 })], ['>', asks(8, smb.read(21), { id: 7 })], ['<', answers(8, smb.readOut(answer.subarray(0, 30)), { id: 7, status: 0x80000005 })], ['>', asks(8, smb.read(21), { id: 8 })], ['<', answers(8, smb.readOut(answer.subarray(30)), { id: 8 })], ['>', asks(9, smb.write(21, request(2, 12)), { id: 9 })]]],
] as [string, Turn[]][])('RPC on a pipe is told: %s', (_, turns) => {
  expect(talk([...pipe, ...turns]).events).toEqual([told.hello, told.pipe, opened, rpcEvent])
}) // prettier-ignore

test('RPC on a share that was connected to before the capture is told', () => {
  const turns: Turn[] = [...opens('svcctl'), ['>', asks(9, smb.write(21, bind(1, svcctl)), { id: 6 })], ['>', asks(9, smb.write(21, request(2, 12)), { id: 7 })]]
  expect(talk(turns).events).toEqual(['file {"action":"open","name":"svcctl","size":0}', rpcEvent.replace('PIPE\\\\ntsvcs', 'pipe\\\\svcctl')])
}) // prettier-ignore

test('a pipe that carries something else is no error', () => {
  const turns: Turn[] = [...pipe, ['>', asks(9, smb.write(21, bytes(new Uint8Array(99).fill(65))), { id: 6 })], ...opens('srvsvc', 0, 22)]
  expect(talk(turns).events).toEqual([told.hello, told.pipe, opened, opened.replace('svcctl', 'srvsvc')])
}) // prettier-ignore

test('several requests in one message are told, and a file that an earlier one opens', () => {
  const part = (turn: Uint8Array, related: boolean, last: boolean): Uint8Array => {
    const message = turn.slice(4)
    if (related) message[16]! |= 4
    if (!last) message.set(le32(message.length), 20)
    return message
  }
  const chain = (...parts: Uint8Array[]): Uint8Array => {
    const message = bytes(...parts)
    return bytes([0, 0, message.length >> 8, message.length & 255], message)
  }
  const all = 0xffffffff
  const turns: Turn[] = [
    ...disk,
    ['>', chain(part(asks(5, smb.create('x'), { id: 5 }), false, false), part(asks(17, smb.setInfo(all, 13, hex('01')), { id: 6 }), true, false), part(asks(6, smb.close(all), { id: 7 }), true, true))],
    ['<', chain(part(answers(5, smb.created(21, 5), { id: 5 }), false, false), part(answers(17, hex('0200'), { id: 6 }), true, false), part(answers(6, smb.closed, { id: 7 }), true, true))],
  ]
  expect(talk(turns).events.slice(2)).toEqual([told.file('"action":"open","name":"x","size":5'), 'file {"action":"delete","name":"x","path":"\\\\\\\\files\\\\C$","size":5}'])
}) // prettier-ignore

test('a talk that is cut anywhere is no error, and what is lost inside bulk data costs nothing', () => {
  for (const turns of cutShort([...hello, ...login(), ...mount('\\\\files\\C$', 1), ...opens('x')])) expect(talk(turns).events.length).toBeLessThan(5)
  const bulk = asks(9, smb.write(21, new Uint8Array(9000)), { id: 6 })
  const turns: Turn[] = [...disk, ...opens('x'), ['>', bulk.subarray(0, 2000)], ['>', 5000], ['>', bulk.subarray(7000)], ...closes]
  expect(talk(turns).events.at(-1)).toContain('"action":"write"')
}) // prettier-ignore

test('after a loss the next message that is found goes on', () => {
  const turns: Turn[] = [...hello, ['>', 300], ['<', 300], ...mount('\\\\files\\C$', 1)]
  expect(talk(turns).events).toEqual([told.hello, told.disk])
})
