import type { HostName, Step } from '../detect/finding.ts'
import { jsonLine } from './escape.ts'
import { plural } from './format.ts'
import type { Output } from './output.ts'
import type { Evidence, Joined, SiteSummary } from './report.ts'
import { table } from '../lib/table.ts'

/** One line a device and address: what was joined, when, and on what evidence. */
export const identity: Output = {
  name: 'identity',
  file: 'identity.jsonl',
  *render(report) {
    for (const { name: site, identity = [] } of report.sites)
      for (const row of identity) yield `${jsonLine({ site, ...row })}\n`
  },
}

const distinct = (rows: readonly Joined[], key: (row: Joined) => string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1)
  return counts
}

/** What an evidence is called among several. */
const tellers: Record<Evidence, string> = {
  DHCP: 'DHCP leases',
  'hardware address': 'hardware addresses',
  'EUI-64': 'hardware addresses',
  'machine account': 'log-ins by host names',
  'NTLM host name': 'log-ins by host names',
  'DNS name': 'DNS names',
}

const listed = (texts: readonly string[]): string =>
  [texts.slice(0, -1).join(', '), texts.at(-1)].filter(Boolean).join(' and ')

/** What was joined, in a sentence; '' where nothing was. */
export function identityText({ identity = [] }: SiteSummary): string {
  if (!identity.length) return ''
  const devices = distinct(identity, ({ device }) => device)
  const addresses = distinct(identity, ({ space, address }) => `${space} ${address}`)
  const several = [...addresses.values()].filter(count => count > 1).length
  const moved = [...devices.values()].filter(count => count > 1).length
  const told = new Set(identity.map(({ evidence }) => tellers[evidence]))
  const by = [...new Set(Object.values(tellers))].filter(teller => told.has(teller))
  const text = `${listed(by)} tell ${plural(devices.size, 'device')} at ${plural(addresses.size, 'address', 'addresses')} (identity.jsonl)`
  if (!moved && !several) return text
  return `${text}: ${moved} had more than one address, and ${plural(several, 'address', 'addresses')} more than one device; each device keeps its own history (--no-identity: by address alone)`
}

const sources: Record<HostName['by'], string> = {
  account: 'by its account',
  dhcp: 'by DHCP',
  'ntlm-server': 'by its own word in NTLM',
  'ntlm-client': 'by its own word in NTLM',
  'rdp-client': 'by its own word in RDP',
  netbios: 'by its own word in NetBIOS',
  mdns: 'by mDNS',
  dns: 'by DNS',
  llmnr: 'by LLMNR',
}

/** The names of hosts in an incident, in the order of their taking part: `10.1.2.3 is WS024 (by DHCP)`. */
export const nameTexts = (
  hosts: readonly string[],
  names: Readonly<Record<string, HostName>> = {},
): string[] => {
  const known = table(names)
  return hosts.flatMap(host => {
    const name = known.get(host)
    if (!name) return []
    const more = name.others ? `, and ${plural(name.others, 'other name')} that day` : ''
    return [`${host} is ${name.name} (${sources[name.by]}${more})`]
  })
}

/** A step's end with its name. */
export const named = (step: Step, end: 'src' | 'dst'): string => {
  const name = end === 'src' ? step.srcName : step.dstName
  return name ? `${step[end]} (${name})` : step[end]
}
