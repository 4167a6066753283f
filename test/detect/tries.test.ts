import { expect, test } from 'vitest'
import type { Event } from '../../src/flow/event.ts'
import { Scene } from './scene.ts'

const source = '10.0.1.12'
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

interface Try {
  readonly service: string
  readonly count: number
  /** Seconds between two. */
  readonly apart: number
  readonly dst?: (i: number) => string
  readonly port?: (i: number) => number
  readonly answered?: (i: number) => boolean
  readonly event?: (i: number) => Pick<Event, 'kind' | 'detail'> & Partial<Pick<Event, 'user' | 'outcome'>>
}

/** Judges tries without history: what the detector that is asked for says. */
async function said(detector: string, tries: Try) {
  const scene = new Scene()
  const { service, count, apart, dst = () => '10.0.9.1', event } = tries
  for (const i of range(count)) {
    const more = { answered: tries.answered?.(i) ?? true, ...(tries.port && { port: tries.port(i) }) }
    const uid = scene.flow(0, 12 + (i * apart) / 3600, source, dst(i), service, more)
    const seen = event?.(i)
    if (seen) scene.event(uid, seen.kind, seen.detail, seen.user, seen.outcome)
  }
  const { findings } = await scene.judge('all')
  return findings.find(finding => finding.detector === detector)
}

const login = (user: string, outcome: Event['outcome'], detail: Event['detail'] = {}) => ({
  kind: 'login' as const, user, outcome, detail,
}) // prettier-ignore
const kerberos = (error: string) => ({ method: 'kerberos', request: 'AS', error })
const ask = (name: string) => {
  const [called = '', operation = ''] = name.split('::')
  return { kind: 'rpc' as const, detail: { interface: called, operation } }
}
const ticket = (service: string, cipher = 'rc4-hmac') =>
  login('ann', 'success', { method: 'kerberos', request: 'TGS', service, cipher })
const host = (i: number) => `10.0.9.${1 + i}`

const many: readonly [name: string, detector: string, tries: Try, technique: string, words: RegExp][] = [
  ['SSH guessing by connections', 'guessing', { service: 'ssh', count: 30, apart: 5 }, 'T1110.001', /30 connections within 10 minutes to 10\.0\.9\.1 over ssh/],
  ['RDP guessing by connections', 'guessing', { service: 'rdp', count: 30, apart: 10 }, 'T1110.001', /over rdp/],
  ['VNC guessing', 'guessing', { service: 'vnc', count: 20, apart: 2, event: () => login('', 'failure', { method: 'VNC' }) }, 'T1110.001', /over vnc/],
  ['telnet guessing', 'guessing', { service: 'telnet', count: 12, apart: 20, event: () => login('root', 'failure') }, 'T1110.001', /over telnet/],
  ['SMB guessing', 'guessing', { service: 'smb', count: 30, apart: 2, event: () => login('ann', 'failure', { method: 'ntlm' }) }, 'T1110.001', /over smb/],
  ['SMB guessing that ends in a success', 'guessing', { service: 'smb', count: 30, apart: 2, event: i => login('ann', i === 29 ? 'success' : 'failure', { method: 'ntlm' }) }, 'T1110.001', /then a success/],
  ['WinRM guessing', 'guessing', { service: 'winrm', count: 20, apart: 2, event: () => login('ann', 'failure', { method: 'basic' }) }, 'T1110.001', /over winrm/],
  ['Kerberos guessing', 'guessing', { service: 'kerberos', count: 20, apart: 2, event: () => login('ann', 'failure', kerberos('KDC_ERR_PREAUTH_FAILED')) }, 'T1110.001', /over kerberos/],
  ['a Kerberos spray', 'guessing', { service: 'kerberos', count: 40, apart: 1, event: i => login(`user${i}`, 'failure', kerberos('KDC_ERR_PREAUTH_FAILED')) }, 'T1110.003', /log-ins failed on 1 target with 40 accounts|20 connections|40 connections/],
  ['a slow Kerberos spray', 'guessing', { service: 'kerberos', count: 20, apart: 900, event: i => login(`user${i}`, 'failure', kerberos('KDC_ERR_PREAUTH_FAILED')) }, 'T1110.003', /log-ins failed on 1 target with 20 accounts/],
  ['a search for accounts', 'guessing', { service: 'kerberos', count: 20, apart: 1, event: i => login(`user${i}`, 'failure', kerberos('KDC_ERR_C_PRINCIPAL_UNKNOWN')) }, 'T1087.002', /asked 1 target for 20 accounts that do not exist/],
  ['an SMB spray over hosts', 'guessing', { service: 'smb', count: 30, apart: 30, dst: host, event: () => login('ann', 'failure', { method: 'ntlm' }) }, 'T1110.003', /log-ins failed on 30 targets with 1 account/],
  ['an SMB spray over hosts, one of which lets it in', 'guessing', { service: 'smb', count: 30, apart: 30, dst: i => host(i % 15), event: i => login('ann', i === 20 ? 'success' : 'failure', { method: 'ntlm' }) }, 'T1110.003', /log-ins failed on 15 targets with 1 account, then one succeeded on 10\.0\.9\.6/],
  ['Kerberoasting', 'technique', { service: 'kerberos', count: 5, apart: 1, event: i => ticket(`MSSQLSvc/db${i}:1433`) }, 'T1558.003', /RC4 tickets of several services/],
  ['sessions listed on many hosts', 'technique', { service: 'smb', count: 6, apart: 1, dst: host, event: () => ask('srvsvc::NetrSessionEnum') }, 'T1049', /listed sessions of many hosts/],
  ['service managers tried', 'technique', { service: 'smb', count: 2, apart: 1, dst: host, event: () => ask('svcctl::OpenSCManagerW') }, 'T1018', /service managers of several hosts/],
  ['admin shares tried', 'technique', { service: 'smb', count: 5, apart: 1, dst: host, event: () => ({ kind: 'share', detail: { path: '\\\\h\\ADMIN$' }, outcome: 'failure' }) }, 'T1021.002', /was refused ADMIN\$ of many hosts/],
  ['ports tried', 'port-scan', { service: 'smb', count: 8, apart: 1, port: i => [22, 23, 135, 139, 445, 3389, 5900, 5985][i]!, answered: i => i === 4 }, 'T1046', /tried 7 ports of remote services/],
] // prettier-ignore

test.each(many)('%s is told', async (_, detector, tries, technique, words) => {
  const finding = await said(detector, tries)
  expect(finding?.because[0]?.fact).toMatch(words)
  expect(finding!.techniques).toContain(technique)
})

const few: readonly [name: string, detector: string, tries: Try][] = [
  ['three connections', 'guessing', { service: 'ssh', count: 3, apart: 60 }],
  ['many SMB connections without a failure', 'guessing', { service: 'smb', count: 60, apart: 1 }],
  ['SSH all day long', 'guessing', { service: 'ssh', count: 20, apart: 1500 }],
  ['three wrong passwords', 'guessing', { service: 'smb', count: 3, apart: 5, event: () => login('ann', 'failure', { method: 'ntlm' }) }],
  ['a computer’s account that is refused', 'guessing', { service: 'smb', count: 60, apart: 1, event: () => login('WS12$', 'failure', { method: 'ntlm' }) }],
  ['null sessions that are refused', 'guessing', { service: 'smb', count: 60, apart: 1, event: () => login('', 'failure', { method: 'anonymous' }) }],
  ['a clock that is wrong', 'guessing', { service: 'kerberos', count: 60, apart: 1, event: () => login('ann', 'failure', kerberos('KRB_AP_ERR_SKEW')) }],
  ['services that do not exist', 'guessing', { service: 'kerberos', count: 60, apart: 1, event: () => login('ann', 'failure', kerberos('KDC_ERR_S_PRINCIPAL_UNKNOWN')) }],
  ['one account that does not exist', 'guessing', { service: 'kerberos', count: 60, apart: 1, event: () => login('svc-old', 'failure', kerberos('KDC_ERR_C_PRINCIPAL_UNKNOWN')) }],
  ['RC4 tickets for hosts', 'technique', { service: 'kerberos', count: 9, apart: 1, event: i => ticket(`cifs/fs${i}`) }],
  ['AES tickets', 'technique', { service: 'kerberos', count: 9, apart: 1, event: i => ticket(`MSSQLSvc/db${i}`, 'aes256-cts-hmac-sha1-96') }],
  ['two RC4 tickets', 'technique', { service: 'kerberos', count: 2, apart: 1, event: i => ticket(`MSSQLSvc/db${i}`) }],
  ['RC4 tickets over a day', 'technique', { service: 'kerberos', count: 9, apart: 600, event: i => ticket(`MSSQLSvc/db${i}`) }],
  ['RC4 tickets that are used', 'technique', { service: 'kerberos', count: 10, apart: 1, event: i => i % 2 ? login('', 'success', { method: 'kerberos', service: `HTTP/web${i - 1}` }) : ticket(`HTTP/web${i}`) }],
  ['shares listed on two hosts', 'technique', { service: 'smb', count: 2, apart: 1, dst: host, event: () => ask('srvsvc::NetrShareEnum') }],
  ['shares listed over a day', 'technique', { service: 'smb', count: 9, apart: 300, dst: host, event: () => ask('srvsvc::NetrShareEnum') }],
  ['one service manager again and again', 'technique', { service: 'smb', count: 5, apart: 1, event: () => ask('svcctl::OpenSCManagerW') }],
  ['two ports in vain', 'port-scan', { service: 'smb', count: 2, apart: 1, port: i => [139, 445][i]!, answered: () => false }],
  ['ports that answer', 'port-scan', { service: 'smb', count: 8, apart: 1, port: i => [22, 23, 135, 139, 445, 3389, 5900, 5985][i]! }],
  ['one port again and again', 'port-scan', { service: 'smb', count: 50, apart: 1, answered: () => false }],
] // prettier-ignore

test.each(few)('%s: nothing is told', async (_, detector, tries) => {
  expect(await said(detector, tries)).toBeUndefined()
})
