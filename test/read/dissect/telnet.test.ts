import { expect, test } from 'vitest'
import { bytes, cutShort, hex, talk, text, type Turn } from './talk.ts'

const negotiate: Turn[] = [['<', hex('fffd18 fffd20 fffb01 fffb03')], ['>', hex('fffb18 fffc20 fffd01 fffd03')]] // prettier-ignore
const terminal: Turn[] = [['<', hex('fffa1801fff0')], ['>', bytes(hex('fffa1800'), text('XTERM'), hex('fff0'))]] // prettier-ignore
const shows = (words: string): Turn => ['<', text(words)]
const types = (words: string): Turn => ['>', text(words)]
/** As terminals do it: a character at a time, each echoed. */
const typesSlowly = (words: string): Turn[] =>
  [...words].flatMap((character): Turn[] => [
    types(character),
    shows(character === '\r' ? '\r\n' : character),
  ])
const asked: Turn[] = [...negotiate, ...terminal, shows('\r\nDebian GNU/Linux\r\nhost login: ')]

test.each([
  ['right', [...asked, types('alice\r\n'), shows('alice\r\nPassword: '), types('s3cret\r\n'), shows('\r\nLast login: Mon\r\n$ ')], ['login success alice']],
  ['typed slowly', [...asked, ...typesSlowly('alice\r'), types('\0'), shows('Password: '), types('s'), types('3cret\r'), types('\0'), shows('\r\nWelcome\r\n')], ['login success alice']],
  ['mistyped and corrected', [...asked, types('alicf\x7fe\r\n'), shows('Password: '), types('s3cret\r\n'), shows('\r\n# ')], ['login success alice']],
  ['wrong, then right', [...asked, types('root\r\n'), shows('Password: '), types('s3cret\r\n'), shows('\r\nLogin incorrect\r\nhost login: '), types('bob\r\n'), shows('Password: '), types('s3cret2\r\n'), shows('\r\nbob@host:~$ ')], ['login failure root', 'login success bob']],
  ['asked again without a word', [...asked, types('root\r\n'), shows('Password: '), types('s3cret\r\n'), shows('\r\nhost login: ')], ['login failure root']],
  ['a router', [...negotiate, shows('User Access Verification\r\n\r\nUsername: '), types('admin\r\n'), shows('admin\r\nPassword: '), types('s3cret\r\n'), shows('\r\n% Authentication failed\r\n\r\nUsername: ')], ['login failure admin']],
  ['a router that asks for no name', [...negotiate, shows('Password: '), types('s3cret\r\n'), shows('\r\nrouter>')], ['login success']],
  ['hung up after the password', [...asked, types('alice\r\n'), shows('Password: '), types('s3cret\r\n')], ['login unknown alice']],
  ['hung up at the prompt', [...asked, types('alice\r\n')], []],
  ['a name with a command inside', [...asked, ['>', bytes(text('ali'), hex('fffb1f'), text('ce\r\n'))], shows('Password: '), types('s3cret\r\n'), shows('\r\n$ ')], ['login success alice']],
] as [string, Turn[], string[]][])('a login is told by its prompts: %s', (_, turns, logins) => {
  const { service, events } = talk(turns)
  expect(service).toBe('telnet')
  expect(events).toEqual(logins.map(login => `${login} {"method":"password"}`))
  for (const short of cutShort(turns)) expect(talk(short).events.join()).not.toContain('s3')
}) // prettier-ignore

test('a password is never told, not even where it is typed before it is asked for', () => {
  const turns = [
    ...asked,
    types('alice\r\ns3cret\r\n'),
    shows('alice\r\nPassword: '),
    shows('\r\nLogin incorrect\r\n'),
  ]
  expect(talk(turns).events.join()).not.toContain('s3cret')
})
