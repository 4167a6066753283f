import type { Finding, HostName, Incident, Step } from './detect/finding.ts'
import type { HostNames } from './flow/host-names.ts'
import type { Hosts } from './flow/hosts.ts'
import type { SiteInputs } from './inputs/inputs.ts'

/** Puts the names that hosts had then beside their addresses. */
export function namedSteps(
  { incidents, findings }: { readonly incidents: readonly Incident[]; readonly findings: readonly Finding[] },
  names: HostNames,
  hosts: Hosts,
  { sensors }: SiteInputs,
): { incidents: Incident[]; findings: Finding[] } {
  const spaces = new Map(sensors.map(({ name, space }) => [name, space]))
  const known = new Map<string, HostName | undefined>()
  // Findings and incidents have the same steps: each end is looked up once.
  const nameOf = (address: string, { ts, sensor }: Step): HostName | undefined => {
    const space = spaces.get(sensor) ?? ''
    const key = `${ts} ${address} ${space}`
    if (!known.has(key)) known.set(key, names.at(space, hosts.id(address), ts))
    return known.get(key)
  }
  const withNames = (steps: readonly Step[]): Step[] =>
    steps.map(step => {
      const [src, dst] = [nameOf(step.src, step)?.name, nameOf(step.dst, step)?.name]
      return { ...step, ...(src && { srcName: src }), ...(dst && { dstName: dst }) }
    })
  const namesIn = (steps: readonly Step[]): Record<string, HostName> => {
    const found = new Map<string, HostName>()
    for (const step of steps)
      for (const address of [step.src, step.dst]) {
        const name = found.has(address) ? undefined : nameOf(address, step)
        if (name) found.set(address, name)
      }
    return Object.fromEntries(found)
  }
  return {
    incidents: incidents.map(incident => {
      const found = namesIn(incident.steps)
      const shown = Object.keys(found).length ? { names: found } : {}
      const caveats = [...incident.caveats, ...sharing(found)]
      return { ...incident, ...shown, caveats, steps: withNames(incident.steps) }
    }),
    findings: findings.map(finding => ({ ...finding, steps: withNames(finding.steps) })),
  }
}

/** From so many names within half a day on, an address is likely a gateway's or a pool's. */
const pooled = 4

/** What is said of addresses behind which many hosts name themselves. */
const sharing = (names: Readonly<Record<string, HostName>>): string[] =>
  Object.entries(names)
    .filter(([, { others }]) => others + 1 >= pooled)
    .map(
      ([address, { others }]) =>
        `${address} had ${others + 1} names within half a day: several hosts may be behind it (NAT, VPN, a jump host)`,
    )
