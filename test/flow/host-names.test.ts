import { expect, test } from 'vitest'
import type { Event } from '../../src/flow/event.ts'
import { cleanName, HostNames, learnNames } from '../../src/flow/host-names.ts'

const hour = 3600
const day = 86_400

test.each([
  ['WS024', 'WS024'],
  ['fs1.harbour.example.', 'fs1.harbour.example'],
  ['\u001b[31mroot\u202e', '[31mroot'],
  ['two words\n', 'twowords'],
  ['10.0.0.1', ''],
  ['fe80::1', ''],
  ['-', ''],
  ['*', ''],
  ['x'.repeat(5000), 'x'.repeat(63)],
])('The name %j is shown as %j.', (text, shown) => expect(cleanName(text)).toBe(shown))

test('An address that is leased anew every night has each night the name of who holds it.', () => {
  const claims = [0, 1, 2, 3].map(night => ({ name: night % 2 ? 'odd' : 'even', ts: night * day + hour }))
  for (const order of [claims, claims.toReversed()]) {
    const names = new HostNames()
    for (const { name, ts } of order) names.add('', 1, name, 'dhcp', ts)
    const at = [0, 1, 2, 3].map(night => names.at('', 1, night * day + 12 * hour)?.name)
    expect(at).toEqual(['even', 'odd', 'even', 'odd'])
  }
})

test('The more trusted source names a host; others are counted; what was said long ago stays the last resort.', () => {
  const names = new HostNames()
  names.add('', 1, 'FAKE', 'ntlm-client', 10)
  names.add('', 1, 'ws1.example', 'dhcp', 0)
  names.add('', 1, 'WS1', 'ntlm-client', 5)
  expect(names.at('', 1, 20)).toEqual({ name: 'ws1.example', by: 'dhcp', others: 1 })
  expect(names.at('', 1, 90 * day)?.name).toBe('FAKE')
  expect(names.at('', 1, -90 * day)?.name).toBe('ws1.example')
  expect(names.at('branch', 1, 20)).toBeUndefined()
  expect(names.at('', 2, 20)).toBeUndefined()
})

test('A flood of names for one address takes bounded room.', () => {
  const names = new HostNames()
  for (let i = 0; i < 100_000; i++) names.add('', 1, `n${i}`, 'ntlm-client', 0)
  expect(names.at('', 1, 0)!.others).toBeLessThan(1000)
})

test('Where there is no room for all names, which are known does not depend on their order, and is said.', () => {
  const claims = Array.from({ length: 3000 }, (_, i) => ({
    address: i % 4,
    name: `n${i % 977}`,
    ts: (i % 7) * day,
  }))
  const known = (order: typeof claims) => {
    const names = new HostNames(1000)
    for (const { address, name, ts } of order) names.add('', address, name, ts ? 'dns' : 'dhcp', ts)
    const at = [0, 1, 2, 3].flatMap(address => [0, 3, 6].map(at => names.at('', address, at * day)))
    return [at, names.statements()]
  }
  const [at, said] = known(claims)
  expect(known(claims.toReversed())).toEqual([at, said])
  expect(said).toEqual(['addresses with more than 128 names: 4; the most trusted and latest are known'])
})

test('A name is gone from an address with the host that a lease told of, and is right by a corrected clock.', () => {
  const names = new HostNames()
  names.add('', 1, 'ws1.example', 'dhcp', 1000, 3)
  names.correct(new Map([[3, () => 500]]))
  names.stay('', 1, 'WS1', 500, 2000)
  expect([499, 500, 1999, 2000].map(ts => names.at('', 1, ts)?.name)).toEqual([undefined, 'ws1.example', 'ws1.example', undefined]) // prettier-ignore
})

test('What name services say names a host that nothing else does, is not counted, and leaves room for log-ins and leases.', () => {
  const names = new HostNames()
  for (let i = 0; i < 1000; i++) names.add('', 1, `n${i}`, 'llmnr', 0)
  names.add('', 1, 'intranet.example', 'dns', 0)
  expect(names.at('', 1, 0)).toEqual({ name: 'intranet.example', by: 'dns', others: 0 })
  names.add('', 1, 'ws1', 'dhcp', 0)
  expect(names.at('', 1, 0)).toEqual({ name: 'ws1', by: 'dhcp', others: 0 })
})

test.each<[string, Partial<Event>, number, string | undefined]>([
  ['a lease', { kind: 'lease', src: -1, dst: -1, detail: { address: '9', name: 'laptop' } }, 9, 'laptop'],
  [
    'a machine account',
    { kind: 'login', user: 'PC7$', outcome: 'success', detail: { method: 'kerberos' } },
    1,
    'PC7',
  ],
  ['a failed machine account', { kind: 'login', user: 'PC7$', outcome: 'failure', detail: {} }, 1, undefined],
  ['an NTLM client', { kind: 'login', detail: { method: 'ntlm', client: 'PC8' } }, 1, 'PC8'],
  ['an NTLM server', { kind: 'login', detail: { method: 'ntlm', server: 'srv.example' } }, 2, 'srv.example'],
  ['an RDP client', { kind: 'client', detail: { name: 'PC9' } }, 1, 'PC9'],
  [
    'an answer of DNS',
    { kind: 'name', detail: { address: '9', name: 'pc10.example', by: 'dns' } },
    9,
    'pc10.example',
  ],
  ["a host's own list", { kind: 'name', detail: { end: 'dst', name: 'FS1', by: 'netbios' } }, 2, 'FS1'],
  ['nobody known', { kind: 'name', detail: { address: '9', name: 'FS1', by: 'me' } }, 9, undefined],
  ['a banner, which is no name', { kind: 'client', detail: { server: 'OpenSSH_9.6' } }, 2, undefined],
])('Names come from %s.', (_, facts, address, name) => {
  const names = new HostNames()
  const event = { space: '', ts: 0, src: 1, dst: 2, user: '', outcome: '', ...facts } as Event
  learnNames(names, event, Number, 0)
  expect(names.at('', address, 0)?.name).toBe(name)
})
