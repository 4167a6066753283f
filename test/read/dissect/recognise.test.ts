import { expect, test } from 'vitest'
import { be16, be32, bytes, cutShort, hex, le32, talk, text, type Options, type Turn } from './talk.ts'

const smb2Header = (command: number, flags: number): Uint8Array =>
  bytes(hex('fe534d42 4000 0000 00000000'), [command, 0, 1, 0], le32(flags), le32(0), new Uint8Array(40))
const netbios = (message: Uint8Array): Uint8Array => bytes([0, 0], be16(message.length), message)
const bind = hex(`
  05 00 0b 03 10000000 4800 0000 01000000           // RPC 5.0, bind, first and last fragment, little-endian, 72 bytes
  b810 b810 00000000 01 000000 0000 01 00           // fragment sizes, association, one context
  81bb7a364498f135ad3298f038001003 02000000         // svcctl 2.0
  045d888aeb1cc9119fe808002b104860 02000000`)
const clientHello = hex('16 0301 0031 01 00002d 0303') // of which 49 bytes follow
/** A connectionless request (C706, 12.5.2) of operation 3. */
const datagramOf = (uuid: Uint8Array): Uint8Array =>
  bytes(
    hex('04 00 08 00 100000 00'),
    new Uint8Array(16),
    uuid,
    new Uint8Array(16),
    le32(0),
    le32(3),
    le32(0),
    hex('0300 ffff ffff 0400 0000 00 00'),
    le32(0),
  )
const epmapper = hex('0883afe1 1f5d c911 91a4 08002b14a0fa')
const asReq = hex('6a1b 3019 a103020105 a20302010a a40d 300b a007 0305005000 0010 a000')
const synAck = bytes(hex('00000001 0040 1005 00000009'), be16(1232), be16(1232), new Uint8Array(1216))
const syn = bytes(hex('ffffffff 0040 1001 00000001'), be16(1232), be16(1232), new Uint8Array(1216))

const dhcp = (op: number, type: number, address: string): Uint8Array =>
  bytes([op, 1, 6, 0], new Uint8Array(12), hex(address), new Uint8Array(8), hex('020000000007'), new Uint8Array(202), hex('63825363 3501'), [type], hex('0c04'), text(op === 1 ? 'ws17' : 'none'), 255) // prettier-ignore

const cases: [service: string, what: string, turns: Turn[], options?: Options][] = [
  ['ssh', "the server's banner", [['<', text('SSH-2.0-OpenSSH_9.6\r\n')]]],
  ['ssh', "the client's banner alone", [['>', text('SSH-2.0-Go\r\n')]]],
  ['ssh', 'a banner of version 1', [['<', text('SSH-1.5-1.2.26\n')]]],
  ['ssh', 'a banner after other lines', [['<', text('Authorised use only\r\nSSH-2.0-x\r\n')]]],
  ['rdp', 'a request with a cookie', [['>', bytes(hex('0300 0023 1ee0 0000 0000 00'), text('Cookie: mstshash=alice\r\n'))]]],
  ['rdp', 'a request with an offer alone', [['>', hex('03000013 0ee000000000 00 01 00 0800 03000000')]]],
  ['rdp', 'a request with nothing', [['>', hex('0300000b 06e000000000 00')]]],
  ['rdp', "a server's answer alone", [['<', hex('03000013 0ed000001234 00 02 00 0800 02000000')]]],
  ['pcanywhere', 'its prompt', [['>', hex('00000000')], ['<', hex('00580800 7d080d0a')]]],
  ['pcanywhere', 'a search for hosts and its answer', [['>', text('NQ')], ['<', text('NRHOST____AHM_3___\0')]], { protocol: 17 }],
  ['ard', 'a question and a long answer', [['>', hex('0014000103')], ['<', bytes(hex('000103ea'), new Uint8Array(1002))]], { protocol: 17 }],
  ['anydesk', 'a search for peers', [['>', bytes(hex('3ed101'), new Uint8Array(30))]], { protocol: 17, dstPort: 50001 }],
  ['dhcp', 'a DHCP request', [['>', dhcp(1, 3, '00000000')]], { protocol: 17 }],
  ['dns', 'a question', [['>', hex('abcd 0100 0001 0000 0000 0000 01 61 00 0001 0001')]], { protocol: 17 }],
  ['netbios', 'who has a name', [['>', bytes(hex('abcd 0110 0001 0000 0000 0000 20'), text('CA'.repeat(16)), hex('00 0020 0001'))]], { protocol: 17 }],
  ['rdp', 'over UDP, both greeting', [['>', syn], ['<', synAck]], { protocol: 17 }],
  ['vnc', 'its version', [['<', text('RFB 003.008\n')]]],
  ['smb', 'SMB 2', [['>', netbios(smb2Header(0, 0))]]],
  ['smb', 'SMB 1', [['>', netbios(bytes(hex('ff534d42 72'), new Uint8Array(30)))]]],
  ['smb', 'SMB 1 after a session request', [['>', bytes(hex('81000044 20'), text('A'.repeat(33)), 32, text('B'.repeat(33)))], ['<', hex('82000000')], ['>', netbios(bytes(hex('ff534d42 72'), new Uint8Array(30)))]]],
  ['rpc', 'a bind', [['>', bind]]],
  ['telnet', 'options that the server asks for', [['<', hex('fffd18 fffd20 fffd23 fffd27')]]],
  ['telnet', 'options after a greeting', [['<', bytes(text('Router\r\n'), hex('fffb01 fffb03'))]]],
  ['http', 'a request', [['>', text('GET / HTTP/1.1\r\n\r\n')]]],
  ['http', 'a response alone', [['<', text('HTTP/1.1 200 OK\r\n\r\n')]]],
  ['winrm', "a POST to WinRM's path, on any port", [['>', text('POST /wsman?PSVersion=5.1 HTTP/1.1\r\nContent-Length: 0\r\n\r\n')]]],
  ['tls', 'a hello', [['>', clientHello]]],
  ['kerberos', 'an AS-REQ over TCP', [['>', bytes(be32(asReq.length), asReq)]]],
  ['kerberos', 'an AS-REQ over UDP', [['>', asReq]], { protocol: 17 }],
  ['ldap', 'a bind', [['>', hex('300c 020101 6007 020103 0400 8000')]]],
  ['ldap', 'a search over UDP', [['>', hex('300c 020101 6307 0400 0a0100 0a01')]], { protocol: 17 }],
  ['x11', 'a little-endian client', [['>', hex('6c00 0b00 0000 0000 0000 0000')]]],
  ['x11', 'a big-endian client', [['>', hex('4200 000b 0000 0000 0000 0000')]]],
  ['rsh', 'its four texts', [['>', text('1022\0alice\0root\0uptime\0')]]],
  ['rlogin', 'its four texts', [['>', text('\0alice\0root\0xterm/38400\0')]]],
  ['citrix', 'ICA', [['<', hex('7f7f49434100 7f7f49434100')]]],
  ['citrix', 'CGP', [['>', text('\x1aCGP/01')]]],
  ['radmin', 'its greeting', [['>', hex('01 00000001 00000008 08')]]],
  ['radmin', 'another message', [['>', hex('01 00000005 00000227 2702000000')]]],
  ['nomachine', "the client's greeting", [['>', text('NXSH-8.10.1\n')]]],
  ['nomachine', "the server's greeting", [['<', text('NXD-8.10.1\n')]]],
  ['xdmcp', 'a query', [['>', hex('0001 0002 0001 00')]], { protocol: 17 }],
  ['rpc', 'a request over UDP', [['>', datagramOf(epmapper)]], { protocol: 17 }],
  ['teamviewer', 'a ping', [['>', hex('1724 0a20 00000000')]]],
  ['teamviewer', 'over UDP', [['>', bytes(new Uint8Array(10), hex('03 1724 4750'), new Uint8Array(30))]], { protocol: 17 }],
] // prettier-ignore

test.each(cases)('%s is recognised by %s', (service, _, turns, options) => {
  expect(talk(turns, options).service).toBe(service)
})

test.each(cases)(
  '%s by %s: its first bytes alone are claimed for no other service',
  { timeout: 20_000 },
  (service, _, turns, options) => {
    for (const short of cutShort(turns))
      expect(['unknown', service, ...(service === 'winrm' ? ['http'] : [])]).toContain(
        talk(short, options).service,
      )
  },
)

test.each(cases)('%s by %s is recognised byte by byte', (service, _, turns, options) => {
  expect(talk(turns, { ...options, cut: 1 }).service).toBe(service)
})

test.each([
  ['S7 over TPKT', [['>', hex('0300 0016 11e0 0000 0001 00 c1020100 c2020102 c0010a')]]],
  ['H.323 over TPKT', [['>', hex('0300 0040 0802 0001 0504 0388 93a5')]]],
  ['SIP', [['>', text('OPTIONS sip:a@b SIP/2.0\r\n\r\n')]]],
  ['RTSP', [['>', text('DESCRIBE rtsp://a/b RTSP/1.0\r\n\r\n')]]],
  ['SNMP', [['>', hex('3026 020101 0406 7075626c6963 a019')]]],
  ['PostgreSQL', [['>', hex('00000008 04d2162f')]]],
  ['MQTT', [['>', hex('10120004 4d515454 0402003c 0006')]]],
  ['an SMTP greeting', [['<', text('220 mail ESMTP\r\n')], ['>', text('EHLO a\r\n')]]],
  ['an FTP login', [['<', text('220 ready\r\n')], ['>', text('USER alice\r\n')]]],
  ['MP3', [['<', hex('fffb9064 00000000')]]],
  ['NetBIOS without SMB', [['>', bytes(hex('81000044 20'), text('A'.repeat(33)), 32, text('B'.repeat(33)))]]],
  ['a datagram of RDP over UDP that nobody answers', [['>', syn]], { protocol: 17 }],
  ['PROFINET over connectionless RPC', [['>', datagramOf(hex('0100a0de 976c d111 8271 00a02442df7d'))]], { protocol: 17 }],
  ['DNS of no class', [['>', hex('abcd 0100 0001 0000 0000 0000 01 61 00 0001 0007')]], { protocol: 17 }],
  ['zeros', [['>', new Uint8Array(600)]]],
  ['ones', [['>', new Uint8Array(600).fill(255)]]],
] as [string, Turn[], Options?][])('%s is nothing that is known', (_, turns, options) => {
  expect(talk(turns, options).service).toBe('unknown')
}) // prettier-ignore

test.each([
  ['TLS on a port of a service over TLS', 5986, [['>', clientHello]]],
  ['TLS on RDP’s port', 3389, [['>', clientHello]]],
  ['an HTTP response without its request on WinRM’s port', 5985, [['<', text('HTTP/1.1 401 \r\nServer: Microsoft-HTTPAPI/2.0\r\n\r\n')]]],
] as [string, number, Turn[]][])('%s leaves the port to tell', (_, dstPort, turns) => {
  expect(talk(turns, { dstPort }).service).toBe('unknown')
}) // prettier-ignore

const der = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
  const value = bytes(...parts)
  return bytes(tag, value.length, value)
}
const named = (name: string): Uint8Array =>
  der(0x30, der(0x31, der(0x30, der(6, hex('550403')), der(0x0c, text(name)))))
const certified = (subject: string, issuer: string): Uint8Array => {
  const one = der(0x30, der(0x30, der(2, hex('01')), der(0x30), named(issuer), der(0x30), named(subject)))
  const chain = bytes([0], be16(one.length + 3), [0], be16(one.length), one)
  return bytes(hex('16 0303'), be16(chain.length + 4), [11, 0], be16(chain.length), chain)
}
const serverHello = bytes(hex('16 0303 0032 02 00002e 0303'), new Uint8Array(44))
const greeted = (certificate: Uint8Array): Turn[] => [
  ['>', bytes(clientHello, new Uint8Array(43))],
  ['<', bytes(serverHello, certificate)],
]

test("AnyDesk is told by its certificate's name", () => {
  const turns = greeted(certified('AnyNet Relay', 'AnyNet Root CA'))
  expect(talk(turns).service).toBe('anydesk')
  expect(talk(turns, { cut: 3 }).events.join()).toContain('"certificate":"CN=AnyNet Relay","issuer":"CN=AnyNet Root CA"')
}) // prettier-ignore

test('whose a certificate is, is told on the port of a remote service and on no other', () => {
  const turns = greeted(certified('dc01.corp.example', 'dc01.corp.example'))
  expect(talk(turns, { dstPort: 443 }).events).toEqual([])
  const { service, events } = talk(turns, { dstPort: 5986 })
  expect(service).toBe('unknown')
  expect(events.join()).toMatch(/^client .*"certificate":"CN=dc01.corp.example","security":"TLS"}$/)
})

test('an operation that is called over UDP is told', () => {
  expect(talk([['>', datagramOf(epmapper)]], { protocol: 17 }).events).toEqual(['rpc {"interface":"epmapper","operation":"ept_map"}'])
}) // prettier-ignore

test('a flow is given up at its first bytes where nothing can recognise it', () => {
  expect(talk([['>', hex('deadbeef deadbeef')]]).done).toBe(true)
})

test('a flow of which nothing is recognised for 4 KiB in either direction is given up', () => {
  const line = text('220-welcome to this server\r\n'.repeat(200))
  expect(talk([['<', line.subarray(0, 4000)]]).done).toBe(false)
  expect(talk([['<', line], ['<', line], ['<', line], ['<', line]]).done).toBe(true) // prettier-ignore
})

test('what a DHCP server gives is told with the name that the client asked with', () => {
  const turns: Turn[] = [['>', dhcp(1, 3, '00000000')], ['<', dhcp(2, 5, '0a000007')]] // prettier-ignore
  const lease = 'lease {"address":"10.0.0.7","hardware":"02:00:00:00:00:07","name":"ws17"}'
  expect(talk(turns, { protocol: 17 }).events).toEqual([lease])
  for (const short of cutShort(turns)) expect(() => talk(short, { protocol: 17 })).not.toThrow()
})

test('of DHCP for IPv6 too, where the client has its hardware address in its identifier, also through a relay', () => {
  const id = hex('0001 000a 0003 0001 020000000007')
  const given = hex('0003 0028 00000001 00000000 00000000 0005 0018 20010db8000000000000000000000007 00000000 00000000')
  const answer = bytes(hex('07 123456'), id, given, hex('0027 0006 00'), [4], text('ws17'))
  const lease = ['lease {"address":"2001:db8::7","hardware":"02:00:00:00:00:07","name":"ws17"}']
  expect(talk([['<', answer]], { protocol: 17 }).events).toEqual(lease)
  const relayed = bytes([13, 0], new Uint8Array(32), hex('0009'), be16(answer.length), answer)
  expect(talk([['<', relayed]], { protocol: 17 }).events).toEqual(lease)
  for (const short of cutShort([['<', relayed]])) expect(() => talk(short, { protocol: 17 })).not.toThrow()
}) // prettier-ignore

const banner: Turn[] = [['<', text('SSH-2.0-OpenSSH_9.6\r\n')], ['>', text('SSH-2.0-Go\r\n')]] // prettier-ignore
const masked = (said: Uint8Array): Uint8Array =>
  bytes(
    [0x82, 0x80 | said.length],
    hex('01020304'),
    said.map((byte, i) => byte ^ ((i & 3) + 1)),
  )

test.each([
  ['SOCKS 5', [['>', hex('050100')], ['<', hex('0500')], ['>', hex('05010001 0a000007 0016')], ['<', hex('05000001 00000000 0000')], ...banner], 'socks', '10.0.0.7:22'],
  ['SOCKS 5 with a password', [['>', hex('05020002')], ['<', hex('0502')], ['>', bytes(hex('0103'), text('bob'), 6, text('s3cret'))], ['<', hex('0100')], ['>', bytes(hex('05010003 02'), text('dc'), hex('0016'))], ['<', hex('05000001 00000000 0000')], ...banner], 'socks', 'dc:22'],
  ['SOCKS 4a', [['>', bytes(hex('0401 0016 00000001'), text('bob\0dc.corp.example\0'))], ['<', hex('005a 0000 00000000')], ...banner], 'socks', 'dc.corp.example:22'],
  ['SOCKS 4', [['>', bytes(hex('0401 0016 0a000007'), text('bob\0'))], ['<', hex('005a 0000 00000000')], ...banner], 'socks', '10.0.0.7:22'],
  ['CONNECT', [['>', text('CONNECT dc:22 HTTP/1.1\r\n\r\n')], ['<', text('HTTP/1.1 200 OK\r\n\r\n')], ...banner], 'http connect', 'dc:22'],
  ['WebSocket', [['>', text('GET /t?token=s3cret HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')], ['<', text('HTTP/1.1 101 Go\r\nUpgrade: websocket\r\n\r\n')], ...banner.map(([side, said]): Turn => [side, side === '>' ? masked(said as Uint8Array) : bytes([0x82, (said as Uint8Array).length], said)])], 'websocket', '/t'],
] as [string, Turn[], string, string][])('a session through %s is told as what it is', (_, turns, via, target) => {
  for (const cut of [1, 5, 3000]) {
    const { service, events } = talk(turns, { cut })
    expect(service).toBe('ssh')
    expect(events[0]).toBe(`client {"via":"${via}","target":"${target}"}`)
    expect(events[1]).toContain('"banner":"SSH-2.0-Go"')
    expect(events).toHaveLength(2)
  }
  for (const short of cutShort(turns)) expect(talk(short).events.join()).not.toContain('s3cret')
}) // prettier-ignore

test('tunnels in tunnels without end are given up', () => {
  const one: Turn[] = [['>', text('CONNECT x:1 HTTP/1.1\r\n\r\n')], ['<', text('HTTP/1.1 200 OK\r\n\r\n')]] // prettier-ignore
  expect(talk(Array.from({ length: 2000 }, () => one).flat()).done).toBe(true)
})
