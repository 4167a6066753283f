import { expect, test } from 'vitest'
import { be16, bytes, cutShort, talk, text, type Options, type Turn } from './talk.ts'

const record = (...body: Uint8Array[]): Uint8Array => {
  const all = bytes(...body)
  return bytes([22, 3, 3], be16(all.length), all)
}
/** A handshake message: type, length of three bytes. */
const message = (type: number, ...body: (Uint8Array | number[])[]): Uint8Array => {
  const all = bytes(...body)
  return bytes([type, 0], be16(all.length), all)
}
const random = new Array<number>(32).fill(7)

/** A ClientHello that asks for a name; '' for one without that extension. */
function hello(name: string): Uint8Array {
  const names = bytes([0], be16(name.length), text(name))
  const asked = name ? bytes(be16(0), be16(names.length + 2), be16(names.length), names) : bytes()
  const extensions = bytes([0, 23, 0, 0], asked)
  const body = [[3, 3], random, [2, 9, 9], be16(4), [0x13, 1, 0x13, 2], [1, 0], be16(extensions.length)]
  return record(message(1, ...body, extensions))
}

const der = (tag: number, ...parts: (Uint8Array | number[])[]): Uint8Array => {
  const body = bytes(...parts)
  return bytes([tag, 0x82], be16(body.length), body)
}
const types: Record<string, number[]> = {
  CN: [0x55, 4, 3],
  O: [0x55, 4, 10],
  OU: [0x55, 4, 11],
  E: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1],
}
/** A name of parts, as `O=Example,CN=host`. */
const nameOf = (words: string): Uint8Array =>
  der(
    0x30,
    ...words.split(',').map(part => {
      const [type = '', value = ''] = part.split('=')
      return der(0x31, der(0x30, der(6, types[type]!), der(12, text(value))))
    }),
  )
/** What is read of an X.509 certificate: version, serial number, algorithm, issuer, validity, subject. */
const certificate = (subject: string, issuer: string): Uint8Array => {
  const fields = [der(0xa0, der(2, [2])), der(2, [9]), der(0x30), nameOf(issuer), der(0x30), nameOf(subject)]
  return der(0x30, der(0x30, ...fields))
}
const be24 = (value: number): number[] => [0, ...be16(value)]

/** A server's hello and its certificate. */
function certified(subject: string, issuer: string): Uint8Array {
  const one = certificate(subject, issuer)
  return record(
    message(2, [3, 3], random, [0], be16(0xc02f), [0], be16(0)),
    message(11, be24(one.length + 3), be24(one.length), one),
  )
}
/** What follows the hello of TLS 1.3, encrypted. */
const encrypted = bytes([23, 3, 3], be16(40), new Array<number>(40).fill(200))

const web = (name: string, subject: string, issuer = subject): Turn[] => [['>', hello(name)], ['<', certified(subject, issuer)], ['>', encrypted]] // prettier-ignore
const modern = (name: string): Turn[] => [['>', hello(name)], ['<', record(message(2, [3, 3], random, [0]))], ['<', encrypted]] // prettier-ignore

const consoles: readonly [service: string, by: string, turns: Turn[], options?: Options][] = [
  ['esxi', 'its default certificate', web('', 'O=VMware Inc,OU=VMware ESX Server Default Certificate,CN=localhost')],
  ['esxi', 'a certificate that vCenter signed', web('10.0.0.7', 'OU=VMware Engineering,CN=10.0.0.7,E=vmca@vmware.com', 'O=vc.example.org,OU=VMware Engineering,CN=CA')],
  ['esxi', 'its name in TLS 1.3', modern('esxi01.example.org')],
  ['esxi', 'its greeting', [['<', text('220 VMware Authentication Daemon Version 1.10: SSL Required\r\n')]], { dstPort: 902 }],
  ['vcenter', 'its authority', web('', 'CN=vc.example.org', 'O=vc.example.org,OU=VMware Engineering,CN=CA')],
  ['vcenter', 'its name', modern('vcsa.example.org')],
  ['ilo', 'its default certificate', web('', 'OU=ISS,CN=ILOMXQ1234ABC', 'OU=ISS,CN=Default Issuer (Do not trust)')],
  ['ilo', 'its default name', modern('ILOMXQ1234ABC')],
  ['idrac', 'its default certificate', web('', 'O=Dell Inc.,OU=Remote Access Group,CN=idrac-ABC1234')],
  ['idrac', 'its name', modern('idrac-abc1234.example.org')],
  ['proxmox', 'its authority', web('', 'OU=PVE Cluster Node,O=Proxmox Virtual Environment,CN=pve')],
  ['bmc', 'its default certificate', web('', 'O=Super Micro Computer,CN=IPMI')],
  ['anydesk', 'its relay’s name', modern('relay-0a1b.net.anydesk.com')],
] // prettier-ignore

test.each(consoles)('%s is told by %s', (service, _, turns, options) => {
  const told = talk(turns, { dstPort: 443, ...options })
  expect(told.service).toBe(service)
  expect(talk(turns, { dstPort: 443, ...options, cut: 1 })).toMatchObject({ service, events: told.events })
})

test('the name that was asked for and the certificate are told with a console', () => {
  const { events } = talk(web('vc1.example.org', 'OU=VMware vCenter,CN=vc1'), { dstPort: 443 })
  expect(events).toHaveLength(1)
  expect(events[0]).toMatch(/^client .*"sni":"vc1\.example\.org".*"certificate":"CN=vc1,OU=VMware vCenter"/)
})

const others: readonly [name: string, turns: Turn[]][] = [
  ['www.example.org', web('www.example.org', 'O=Example Org')],
  ['essex.example.org', modern('essex.example.org')],
  ['pilot.example.org', modern('pilot.example.org')],
  ['silo-7.example.org', modern('silo-7.example.org')],
  ['a web page that mentions one', [['>', hello('')], ['<', encrypted], ['<', record(text('iDRAC'))]]],
] // prettier-ignore

test.each(others)('%s is no console', (_, turns) => {
  const { service, events } = talk(turns, { dstPort: 443 })
  expect([service, events]).toEqual(['tls', []])
})

test.each([
  [5480, 'unknown'],
  [8006, 'unknown'],
  [443, 'tls'],
])('TLS without a mark on port %i leaves the service to the port: %s', (dstPort, service) =>
  expect(talk(web('', 'O=Example'), { dstPort }).service).toBe(service),
)

test('a name that was seen before bytes were lost is told', () =>
  expect(
    talk(
      [
        ['>', hello('esx1.example.org')],
        ['<', 500],
        ['<', encrypted],
      ],
      { dstPort: 443 },
    ).service,
  ).toBe('esxi'))

test('every truncation of a hello with a name is harmless', () => {
  for (const turns of cutShort(web('idrac.example.org', 'O=Dell')))
    expect(talk(turns, { dstPort: 443 }).context.rejects.rows()).toEqual([])
})
