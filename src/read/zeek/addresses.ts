import type { Hosts } from '../../flow/hosts.ts'
import { Intern } from './intern.ts'

const cacheSize = 1 << 15

/** Addresses in text bytes to host ids: IPv4 without making a string, IPv6 remembered by its bytes. */
export class Addresses {
  readonly #hosts: Hosts
  readonly #ip6: Intern<number>
  /** A direct-mapped cache before the hosts' map: an address is in its slot, or is asked for again. */
  readonly #addresses = new Int32Array(cacheSize)
  readonly #ids = new Int32Array(cacheSize).fill(-1)

  constructor(hosts: Hosts) {
    this.#hosts = hosts
    this.#ip6 = new Intern(1 << 14, text => {
      try {
        return hosts.id(text)
      } catch {
        return -1
      }
    })
  }

  /** The host id of the address in bytes `from` to `to`; -1 where there is none. */
  id(bytes: Buffer, from: number, to: number): number {
    let address = 0
    let octet = -1
    let dots = 0
    for (let at = from; at < to; at++) {
      const digit = bytes[at]! - 48
      if (digit >= 0 && digit <= 9) {
        octet = octet < 0 ? digit : octet === 0 ? 256 : octet * 10 + digit
        if (octet > 255) return this.#text(bytes, from, to)
      } else if (digit === -2 && octet >= 0) {
        address = (address << 8) | octet
        octet = -1
        dots++
      } else return this.#text(bytes, from, to)
    }
    return dots === 3 && octet >= 0 ? this.#v4((address << 8) | octet) : -1
  }

  #v4(address: number): number {
    const slot = (Math.imul(address, 0x9e3779b1) >>> 17) & (cacheSize - 1)
    const known = this.#ids[slot]!
    if (known >= 0 && this.#addresses[slot] === address) return known
    const id = this.#hosts.v4(address >>> 0)
    this.#addresses[slot] = address
    this.#ids[slot] = id
    return id
  }

  #text(bytes: Buffer, from: number, to: number): number {
    return to > from && to - from <= 64 ? this.#ip6.get(bytes, from, to) : -1
  }
}
