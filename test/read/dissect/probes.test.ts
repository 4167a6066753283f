import { expect, test } from 'vitest'
import { bytes, hex, talk, text, type Options, type Turn } from './talk.ts'

const wsman = text('POST /wsman HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
const smb2 = bytes(hex('00000040 fe534d42 4000'), new Uint8Array(58))
const bind = hex('05 00 0b 03 10000000 1000 0000 01000000')
const teamviewer = bytes(new Uint8Array(10), hex('03 1724 4750'), new Uint8Array(30))
const udp = { protocol: 17 }

/** A service, what its client begins with, and how its server may answer. */
const services: [name: string, client: Uint8Array, answer: Uint8Array, options?: Options][] = [
  ['rdp', hex('0300 000b 06 e0 0000 0000 00'), hex('0300 000b 06 d0 0000 1234 00')],
  ['rdp', hex('0300 0013 0e e0 0000 0000 00 01 00 0800 03000000'), hex('0300 0013 0e d0 0000 1234 00 03 00 0800 02000000')],
  ['ssh', text('SSH-2.0-OpenSSH_9.6\r\n'), text('SSH-2.0-OpenSSH_9.2\r\n')],
  ['ssh', text('SSH-2.0-Go\r\n'), text('Authorised use only\r\nSSH-2.0-OpenSSH_9.2\r\n')],
  ['smb', smb2, smb2],
  ['vnc', text('RFB 003.008\n'), text('RFB 003.008\n')],
  ['x11', hex('6c00 0b00 0000 0000 0000 0000'), hex('01 00 0b00 0000 0000')],
  ['x11', hex('4200 000b 0000 0000 0000 0000'), hex('00 05 000b 0000 0002')],
  ['rpc', bind, hex('05 00 0d 03 10000000 1000 0000 01000000')],
  ['telnet', hex('fffd03 fffb18'), hex('fffd18')],
  ['rlogin', text('\0alice\0root\0xterm/38400\0'), hex('00')],
  ['rsh', text('1022\0alice\0root\0id\0'), hex('01 50')],
  ['radmin', hex('01 00000001 00000008 08'), hex('01 00000001 00000008 08')],
  ['citrix', text('\x1aCGP/01'), text('\x1aCGP/01')],
  ['nomachine', text('NXSH-8.10.1\n'), text('NXD-8.10.1\n')],
  ['teamviewer', hex('1724 0a20 00000000'), hex('1130 0000')],
  ['teamviewer', teamviewer, teamviewer, udp],
  ['xdmcp', hex('0001 0002 0001 00'), hex('0001 0005 0004 0000 0000'), udp],
] // prettier-ignore

const served = (name: string, turns: readonly Turn[], options?: Options) =>
  talk(turns, { ...options, heard: true }).service === name

const http = text('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
const alert = hex('15 0301 0002 02 46')
const hello = hex(`16 0303 0031 02 00002d 0303 ${'00'.repeat(32)} 00 1301 00 0005 ff01 0001 00`)

test.each(services)('%s is what both ends speak, in whatever pieces.', (name, client, answer, options) => {
  const turns: Turn[] = [['>', client], ['<', answer]]
  expect(served(name, turns, options)).toBe(true)
  if (options === undefined) for (const cut of [1, 2, 5]) expect(served(name, turns, { cut })).toBe(true)
}) // prettier-ignore

test.each(services)('A probe in %s is no session of it: the service is what the server speaks.', (name, client, _, options) => {
  const asked = (answer: Uint8Array): string => talk([['>', client], ['<', answer]], { ...options, heard: true }).service
  if (options === undefined) {
    expect(asked(http)).toBe('http')
    expect(asked(hello)).toBe('tls')
    expect(asked(alert)).toBe('tls')
    if (name !== 'ssh') expect(asked(text('SSH-2.0-OpenSSH_9.2\r\n'))).toBe('ssh')
    if (name !== 'vnc') expect(asked(text('RFB 003.008\n'))).toBe('vnc')
  }
  expect(asked(text('220 mail.example.com ESMTP\r\n'))).toBe('unknown')
  expect(asked(hex('deadbeef 00112233'))).toBe('unknown')
}) // prettier-ignore

test.each(services)('A probe in %s that is only acknowledged is none; where half was captured it is one.', (name, client, _, options) => {
  expect(talk([['>', client]], { ...options, heard: true }).service).toBe('unknown')
  expect(talk([['>', client]], { ...options, heard: false }).service).toBe(name)
}) // prettier-ignore

test.each(services)('An answer to %s whose beginning the capture lost contradicts nothing.', (name, client, _, options) => {
  if (options === undefined) expect(served(name, [['>', client], ['<', 20], ['<', text('…')]])).toBe(true)
}) // prettier-ignore

test('A probe is noted, and tells no event.', () => {
  const { events, context } = talk([['>', services[1]![1]], ['<', http]], { heard: true })
  expect(events).toEqual([])
  expect(context.notes.rows().map(({ text }) => text)).toEqual([
    'probes: a client spoke a remote service, and the server did not',
  ])
}) // prettier-ignore

test.each([
  ['winrm', wsman, text('HTTP/1.1 401 \r\nContent-Length: 0\r\n\r\n'), 'winrm'],
  ['winrm', wsman, text('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'), 'http'],
  ['winrm', wsman, text('SSH-2.0-OpenSSH_9.2\r\n'), 'http'],
])('A request for %s is a session of it where the server knows it.', (_, request, answer, service) => {
  expect(talk([['>', request], ['<', answer]], { heard: true }).service).toBe(service)
  expect(talk([['>', request]], { heard: true }).service).toBe('unknown')
  expect(talk([['>', request]]).service).toBe('winrm')
}) // prettier-ignore

test('What a server says first is its service, whoever comes.', () => {
  const banner = text('SSH-2.0-OpenSSH_9.2\r\n')
  for (const client of [http, hex('0300 000b 06 e0 0000 0000 00'), new Uint8Array(0)])
    expect(talk([['<', banner], ['>', client]], { heard: true }).service).toBe('ssh')
}) // prettier-ignore
