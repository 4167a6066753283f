import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Event } from '../../../src/flow/event.ts'
import { shared, testShared } from '../../helpers.ts'
import { captureBytes, inputOf, readCaptures } from '../pcap-helpers.ts'

const dpd = shared('corpora/dpd/')
const json = (name: string) => JSON.parse(readFileSync(dpd + name, 'utf8'))

type Details = Record<string, string | number | boolean>

/** What each field of Suricata's eve.json is, of a flow's events; undefined where it is nothing that is told. */
const ofEve: Record<string, (events: readonly Event[], value: string) => boolean> = {
  'ssh.client.software_version': (events, value) => some(events, 'banner', banner => banner.trimEnd().endsWith(`-${value}`)),
  'ssh.server.software_version': (events, value) => some(events, 'server', banner => banner.trimEnd().endsWith(`-${value}`)),
  'ssh.client.hassh.hash': (events, value) => some(events, 'hassh', hash => hash === value),
  'ssh.server.hassh.hash': (events, value) => some(events, 'hasshServer', hash => hash === value),
  'rfb.server_security_failure_reason': (events, value) => some(events, 'reason', text => text.startsWith(value)),
  'rfb.framebuffer.name': (events, value) => some(events, 'desktop', text => text === value),
  'rfb.server_protocol_version.minor': (events, value) => some(events, 'server', text => text === `3.${+value}`),
  'krb5.sname': (events, value) => value === '<empty>' || some(events, 'service', text => text === value),
  'smb.dialect': (events, value) => value === 'unknown' || some(events, 'dialect', text => text.includes(value.replace(/0$/, ''))),
  'smb.share': (events, value) => some(events, 'path', path => path.toLowerCase() === value.toLowerCase()),
  'smb.named_pipe': (events, value) => some(events, 'path', path => path.toLowerCase() === value.toLowerCase()),
  'smb.filename': (events, value) => value === '<share_root>' || some(events, 'name', name => name === value.replace(/^\\/, '')),
} // prettier-ignore

const some = (events: readonly Event[], name: string, is: (text: string) => boolean): boolean =>
  events.some(({ detail }) => detail[name] !== undefined && is(String(detail[name])))

async function eventsOf(folder: string, pcap: string) {
  const { events, context } = await readCaptures(inputOf(pcap, captureBytes(`${dpd}${folder}/${pcap}`)))
  return events.map(event => ({ ...event, client: context.hosts.text(event.src) }))
}

testShared('what Suricata must find in its tests is told', { timeout: 20_000 }, async () => {
  const missed: string[] = []
  let compared = 0
  for (const { pcap, expect: checks } of json('suricata.json').pcaps) {
    const fields = checks.flatMap(({ event, count, details }: { event: string; count: number; details: Details }) =>
      count === 0 || event === 'alert' ? [] : Object.entries(details).filter(([name]) => name in ofEve),
    )
    if (fields.length === 0) continue
    const events = await eventsOf('suricata', pcap)
    for (const [name, value] of fields) {
      compared++
      if (!ofEve[name]!(events, String(value))) missed.push(`${pcap} ${name} ${value}`)
    }
  }
  expect(compared).toBeGreaterThan(50)
  expect(missed).toEqual([])
}) // prettier-ignore

/** Arkime's fields, as they are told; it writes some in lower case. */
const ofArkime: Record<string, string[]> = {
  'ssh.hassh': ['hassh'],
  'ssh.hasshServer': ['hasshServer'],
  'ssh.version': ['banner', 'server'],
  'smb.share': ['path'],
  'smb.filename': ['name'],
  'smb.host': ['client'],
  'smb.domain': ['domain'],
  'smb.user': ['user'],
  'ntlm.host': ['client'],
  'ntlm.domain': ['domain'],
  'krb5.cname': ['user'],
  'krb5.sname': ['service'],
  'krb5.realm': ['domain'],
  'ldap.bindname': ['user'],
}
const anonymous = '<root>'

testShared('what Arkime finds of remote services is told', { timeout: 20_000 }, async () => {
  const missed: string[] = []
  let compared = 0
  for (const { pcap, expect: sessions } of json('arkime.json').pcaps) {
    const facts = sessions.flatMap(({ details = {} }: { details?: Record<string, Record<string, string[]>> }) =>
      Object.keys(ofArkime).flatMap(field => {
        const [protocol, name] = field.split('.') as [string, string]
        return (details[protocol]?.[name] ?? []).map(value => [field, value.toLowerCase()]).filter(([, value]) => value !== anonymous)
      }),
    )
    if (facts.length === 0) continue
    const said = (await eventsOf('arkime', pcap)).map(({ user, detail }) => ({ user, ...detail }) as Details)
    for (const [field, value] of facts) {
      compared++
      const has = said.some(detail => ofArkime[field]!.some(name => String(detail[name] ?? '').toLowerCase() === value))
      if (!has) missed.push(`${pcap} ${field} ${value}`)
    }
  }
  expect(compared).toBeGreaterThan(15)
  expect(missed).toEqual([])
}) // prettier-ignore
