import type { Hosts } from '../flow/hosts.ts'

/** Names the subnet of an address in an address plan by a small whole number. */
export type SubnetOf = (address: number, space: string) => number

/**
 * Subnets are /24 and /64. Internal ones of two address plans (branches that reuse the same private ranges) are two, whatever
 * addresses they have; outside there is one plan. Answers are remembered.
 */
export function subnets(hosts: Pick<Hosts, 'words'>, isInternal: (address: number) => boolean): SubnetOf {
  const bySpace = new Map<string, number[]>()
  const numbers = new Map<string, number>()
  return (address, space) => {
    let byHost = bySpace.get(space)
    if (!byHost) bySpace.set(space, (byHost = []))
    const known = byHost[address]
    if (known !== undefined) return known
    const words = hosts.words(address)
    const prefix = typeof words === 'number' ? `${words >>> 8}` : `${words[0]}:${words[1]}`
    const key = isInternal(address) ? `${prefix} ${space}` : prefix
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return (byHost[address] = number)
  }
}
