import { expect, test } from 'vitest'
import { be32, bytes, cutShort, talk, text, type Turn } from './talk.ts'

/** A packet in clear (RFC 4253, 6): its length, 4 bytes of padding, the message's code, and something. */
const packet = (code: number, length = 11): Uint8Array =>
  bytes(be32(length + 6), [4, code], new Uint8Array(length + 4))
const sealed = (length: number): Uint8Array => new Uint8Array(length).fill(0x5a)

const client = 'SSH-2.0-OpenSSH_9.6p1 Debian-4'
const server = 'SSH-2.0-dropbear_2022.83'
const greeting = `client {"banner":"${client}","software":"OpenSSH_9.6p1","server":"${server}"}`
const [kexInit, kexRequest, kexReply, newKeys] = [20, 30, 31, 21].map(code => packet(code))

const handshake: Turn[] = [
  ['<', bytes(text(server + '\r\n'), kexInit!)],
  ['>', bytes(text(client + '\r\n'), kexInit!)],
  ['>', kexRequest!],
  ['<', bytes(kexReply!, newKeys!)],
  ['>', newKeys!],
]
/** The service request and its answer of 52 bytes; so a success has 36. */
const service: Turn[] = [['>', sealed(52)], ['<', sealed(52)]] // prettier-ignore
const ask = (length: number, answer: number): Turn[] => [['>', sealed(length)], ['<', sealed(answer)]] // prettier-ignore

test.each([
  ['the first try is right', [...ask(68, 84), ...ask(148, 36)], 'success {"attempts":1,'],
  ['two wrong, then right', [...ask(68, 84), ...ask(148, 84), ...ask(148, 84), ...ask(148, 36)], 'success {"attempts":3,'],
  ['three wrong', [...ask(68, 84), ...ask(148, 84), ...ask(148, 84), ...ask(148, 84)], 'failure {"attempts":3,'],
  ['a key is offered before it is used', [...ask(68, 84), ...ask(300, 316), ...ask(600, 36)], 'success {"attempts":1,'],
  ['no login is asked for', ask(68, 36), 'success {"method":"none","attempts":1,'],
  ['a banner comes before the first answer', [['>', sealed(68)], ['<', sealed(500)], ['<', sealed(84)], ...ask(148, 84)], 'failure {"attempts":1,'],
  ['the client gives up at once', ask(68, 84), undefined],
  ['the first refusal is held back, as that of a password is', [['>', sealed(84)], ['>', sealed(0)], ['<', sealed(52)]], 'failure {"attempts":1,'],
] as [string, Turn[], string | undefined][])('a login is inferred where %s', (_, login, outcome) => {
  const { service: name, events } = talk([...handshake, ...service, ...login])
  expect(name).toBe('ssh')
  const wanted = outcome === undefined ? [] : [`login ${outcome}"inferred":"packet sizes"}`]
  expect(events).toEqual([greeting, ...wanted])
}) // prettier-ignore

test("the server's extensions after NEWKEYS are no answer", () => {
  const turns: Turn[] = [...handshake.slice(0, 3), ['<', bytes(kexReply!, newKeys!, sealed(180))], ['>', newKeys!]]
  expect(talk([...turns, ...service, ...ask(68, 84), ...ask(148, 36)]).events[1]).toContain('success {"attempts":1')
}) // prettier-ignore

test('who asks for the key exchange is the client, whoever opened the flow', () => {
  const turns = handshake.map(([side, said]): Turn => [side === '>' ? '<' : '>', said])
  expect(talk(turns).events).toEqual([greeting])
})

test.each([
  ['of one side alone', [['<', text('SSH-2.0-x\r\n')]], 'client {"server":"SSH-2.0-x"}'],
  ['after other lines', [['<', text('hello\r\nworld\nSSH-2.0-x\r\n')]], 'client {"server":"SSH-2.0-x"}'],
  ['of version 1', [['<', text('SSH-1.5-a\n')], ['>', text('SSH-1.5-b\n')], ['>', text('\0\0\0\0')]], 'client {"banner":"SSH-1.5-b","software":"b","server":"SSH-1.5-a"}'],
] as [string, Turn[], string][])('banners %s are told', (_, turns, event) => {
  expect(talk(turns).events).toEqual([event])
}) // prettier-ignore

test('a talk that is cut anywhere, or goes on in another protocol, is no error', () => {
  for (const turns of cutShort([...handshake, ...service, ...ask(68, 84)])) expect(talk(turns).events.length).toBeLessThan(3) // prettier-ignore
  expect(talk([...handshake.slice(0, 2), ['>', sealed(4000)]]).events).toEqual([greeting])
  expect(talk([['<', text('SSH-2.0-' + 'x'.repeat(9000))]]).service).toBe('ssh')
})

test('after a loss nothing is inferred', () => {
  expect(talk([...handshake, ...service, ['<', 10], ...ask(68, 84), ...ask(148, 36)]).events).toEqual([
    greeting,
  ])
})
