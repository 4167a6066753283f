import { expect, test } from 'vitest'
import { bind, bindAck, request, response, svcctl } from './rpc.ts'
import { ascii, names, smb1 } from './smb.ts'
import { authenticate, challenge, negotiate } from './ntlm.ts'
import { bytes, cutShort, hex, le16, le32, talk, text, utf16, type Turn } from './talk.ts'

const none = hex('')
const andX = hex('ff000000')
const asks = (
  command: number,
  words: Uint8Array,
  data: Uint8Array,
  head?: Parameters<typeof smb1>[4],
): Turn => ['>', smb1(command, false, words, data, head)]
const answers = (command: number, words: Uint8Array, data: Uint8Array, head?: Parameters<typeof smb1>[4]): Turn => ['<', smb1(command, true, words, data, head)] // prettier-ignore

/** With 12 and 4 words a blob comes first; with 13 two passwords, whose bytes are 5a here. */
const tokenAsk = (token: Uint8Array, session: number): Turn =>
  asks(0x73, bytes(andX, new Uint8Array(10), le16(token.length), new Uint8Array(8)), token, { session })
const tokenAnswer = (token: Uint8Array, status: number): Turn =>
  answers(0x73, bytes(andX, le16(0), le16(token.length)), token, { status })
const passwords = new Uint8Array(48).fill(0x5a)
const plainAsk = asks(
  0x73,
  bytes(andX, new Uint8Array(10), le16(24), le16(24), new Uint8Array(8)),
  bytes(passwords, [0], names('alice', 'CORP', 'Unix')),
  { session: 0 },
)
const plainAnswer = (status: number): Turn => answers(0x73, status === 0 ? bytes(andX, le16(0)) : none, none, { status }) // prettier-ignore

const mount: Turn[] = [
  asks(0x75, bytes(andX, le16(0), le16(1)), bytes([0], names('\\\\files\\IPC$'), ascii('?????')), {
    tree: 0,
  }),
  answers(0x75, bytes(andX, le16(1)), ascii('IPC', '')),
]
const create = (name: string): Turn =>
  asks(0xa2, bytes(andX, [0], le16(name.length * 2), new Uint8Array(41)), bytes([0], names(name)))
const created = (file: number, size: number, kind: number): Turn =>
  answers(0xa2, bytes(andX, [0], le16(file), new Uint8Array(48), le32(size), le32(0), le16(kind), new Uint8Array(3)), none) // prettier-ignore
const opensPipe: Turn[] = [create('\\svcctl'), created(0x4000, 0, 2)]
const opensFile: Turn[] = [create('\\a\\x.exe'), created(0x4001, 9, 0)]

const transact = (data: Uint8Array): Turn =>
  asks(
    0x25,
    bytes(new Uint8Array(22), le16(data.length), le16(84), [2, 0], le16(0x26), le16(0x4000)),
    bytes([0], utf16('\\PIPE\\\0'), [0, 0], data),
  )
const transacted = (data: Uint8Array): Turn =>
  answers(0x25, bytes(new Uint8Array(12), le16(data.length), le16(55), new Uint8Array(4)), data) // prettier-ignore

const share = 'share {"path":"\\\\\\\\files\\\\IPC$","type":"PIPE"}'
const pipe = 'file {"action":"open","name":"svcctl","path":"\\\\\\\\files\\\\IPC$"}'
const file = 'file {"action":"open","name":"a\\\\x.exe","size":9}'
const rpcEvent = 'rpc {"interface":"svcctl","operation":"CreateServiceW","pipe":"\\\\pipe\\\\ntsvcs"}'

test.each([
  ['its dialect', [answers(0x72, bytes(le16(5), [0x0f], new Uint8Array(31)), none)], ['client {"dialect":"NT LM 0.12","security":"signing required"}']],
  ['a login with a token', [tokenAsk(negotiate, 0), tokenAnswer(challenge('FILES', ''), 0xc0000016), tokenAsk(authenticate('CORP', 'alice', 'WS'), 7), tokenAnswer(none, 0)], ['login success alice {"method":"ntlm","domain":"CORP","client":"WS","server":"FILES"}']],
  ['a login without one', [plainAsk, plainAnswer(0)], ['login success alice {"method":"ntlm","domain":"CORP"}']],
  ['a login that fails', [plainAsk, plainAnswer(0xc000006d)], ['login failure alice {"method":"ntlm","domain":"CORP","error":"LOGON_FAILURE"}']],
  ['a login that nobody answers', [plainAsk], ['login unknown alice {"method":"ntlm","domain":"CORP"}']],
  ['a share', mount, [share]],
  ['a pipe', [...mount, ...opensPipe], [share, pipe]],
  ['a file', opensFile, [file]],
  ['what is written', [...opensFile, asks(0x2f, bytes(andX, le16(0x4001), new Uint8Array(14), le16(700), le16(64), le32(0)), new Uint8Array(701)), asks(0x04, bytes(le16(0x4001), le32(0)), none), answers(0x04, none, none)], [file, 'file {"action":"write","name":"a\\\\x.exe","size":700}']],
  ['what is read', [...opensFile, asks(0x2e, bytes(andX, le16(0x4001), new Uint8Array(14)), none), answers(0x2e, bytes(andX, new Uint8Array(6), le16(9), le16(60), new Uint8Array(10)), new Uint8Array(10))], [file, 'file {"action":"read","name":"a\\\\x.exe","size":9}']],
  ['what is deleted by name', [asks(0x06, le16Words(22), bytes([4], names('\\x.log'))), answers(0x06, none, none)], ['file {"action":"delete","name":"x.log"}']],
  ['what is renamed by name', [asks(0x07, le16Words(22), bytes([4], names('\\a'), [4, 0], names('\\b'))), answers(0x07, none, none)], ['file {"action":"rename","name":"b","previous":"a"}']],
  ['RPC on a pipe', [...mount, ...opensPipe, transact(bind(1, svcctl)), transacted(bindAck(1, '\\pipe\\ntsvcs')), transact(request(2, 12)), transacted(response(2))], [share, pipe, rpcEvent]],
  ['RPC on a pipe of a share opened before', [...opensPipe, transact(bind(1, svcctl)), transacted(bindAck(1, '\\pipe\\ntsvcs')), transact(request(2, 12))], ['file {"action":"open","name":"svcctl"}', rpcEvent]],
] as [string, Turn[], string[]][])('%s is told', (_, turns, events) => {
  const { service, events: said } = talk(turns)
  expect(service).toBe('smb')
  expect(said).toEqual(events)
  for (const short of cutShort(turns)) expect(talk(short).events.join()).not.toContain('ZZZ')
}) // prettier-ignore

function le16Words(value: number): Uint8Array {
  return Uint8Array.from(le16(value))
}

test('a login and a share in one message are both told', () => {
  const connect = bytes([4], hex('ff000000'), le16(0), le16(1), le16(29), [0], text('\\\\files\\C$\0'), ascii('A:'))
  const head = smb1(0x73, false, bytes(hex('7500 0000'), new Uint8Array(10), le16(1), le16(0), new Uint8Array(8)), bytes([0], ascii('bob', 'CORP', 'a', 'b')), { session: 0 })
  const message = bytes(head, connect)
  message[14 + 1] = 0x48 // flags2 without Unicode: the names are in ASCII
  message[4 + 33 + 2] = head.length - 4
  message.set([0, 0, message.length - 4], 1)
  expect(talk([['>', message], plainAnswer(0)]).events[0]).toBe('login success bob {"method":"ntlm","domain":"CORP"}')
}) // prettier-ignore
