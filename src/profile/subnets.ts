import type { Hosts } from '../flow/hosts.ts'

/** A function that names an address's subnet, its /24 or /64, by a small whole number. Answers are remembered. */
export function subnets(hosts: Pick<Hosts, 'words'>): (address: number) => number {
  const byHost: number[] = []
  const numbers = new Map<string, number>()
  return address => {
    const known = byHost[address]
    if (known !== undefined) return known
    const words = hosts.words(address)
    const key = typeof words === 'number' ? `${words >>> 8}` : `${words[0]}:${words[1]}`
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return (byHost[address] = number)
  }
}
