import { expect, test } from 'vitest'
import { cutShort, hex, talk, text, type Turn } from './talk.ts'

test.each([
  ['rsh, let in', 514, [['>', text('1022\0')], ['>', text('alice\0root\0uptime\0')], ['<', hex('00')]], 'login success root {"method":"rhosts","client user":"alice"}'],
  ['rsh, not let in', 514, [['>', text('1022\0alice\0root\0uptime\0')], ['<', text('\x01Permission denied.\n')]], 'login failure root {"method":"rhosts","client user":"alice"}'],
  ['rsh, not answered', 514, [['>', text('1022\0alice\0root\0uptime\0')]], 'login unknown root {"method":"rhosts","client user":"alice"}'],
  ['rlogin', 513, [['>', text('\0alice\0bob\0xterm/38400\0')], ['<', hex('00')]], 'login success bob {"method":"rhosts","client user":"alice"}'],
] as [string, number, Turn[], string][])('a login by trust is told: %s', (_, dstPort, turns, event) => {
  expect(talk(turns, { dstPort }).events).toEqual([event])
  expect(talk(turns, { dstPort, cut: 1 }).events).toEqual([event])
  for (const short of cutShort(turns)) expect(talk(short, { dstPort }).events.length).toBeLessThan(2)
}) // prettier-ignore

test('what may be a password of rexec is not told', () => {
  expect(talk([['>', text('1022\0alice\0s3cret\0uptime\0')]], { dstPort: 512 }).events.join()).not.toContain('s3cret') // prettier-ignore
})

const x11 = (method: string, cookie: string): Turn => [
  '>',
  text(`l\0\x0b\0\0\0${String.fromCharCode(method.length)}\0${String.fromCharCode(cookie.length)}\0\0\0${method}${'\0'.repeat((4 - (method.length % 4)) % 4)}${cookie}`),
] // prettier-ignore

test.each([
  ['with a cookie', [x11('MIT-MAGIC-COOKIE-1', 'c00kie'), ['<', hex('01000b00')]], 'success {"method":"MIT-MAGIC-COOKIE-1"}'],
  ['with a wrong cookie', [x11('MIT-MAGIC-COOKIE-1', 'c00kie'), ['<', hex('00140b00')]], 'failure {"method":"MIT-MAGIC-COOKIE-1"}'],
  ['with none', [x11('', ''), ['<', hex('01000b00')]], 'success {"method":"none"}'],
] as [string, Turn[], string][])('an X11 client is told: %s', (_, turns, login) => {
  const { service, events } = talk(turns)
  expect(service).toBe('x11')
  expect(events[1]).toBe(`login ${login}`)
  expect(events.join()).not.toContain('c00kie')
}) // prettier-ignore
