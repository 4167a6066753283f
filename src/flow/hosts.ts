import { DecodeError } from '../lib/errors.ts'
import { ip4Number, ip4Text, ip6Text, ip6Words } from '../lib/address.ts'
import { Ip4Ids } from './ip4-ids.ts'

/**
 * Addresses as small whole numbers. Inside the program a host is its id here; text appears at the edges alone.
 * Ids follow the order of first sight, so they never decide an order that a reader of the output can see.
 */
export class Hosts {
  readonly #words: (number | string | readonly [number, number, number, number])[] = []
  readonly #v4 = new Ip4Ids()
  readonly #v6 = new Map<string, number>()
  readonly #devices = new Map<string, number>()

  get size(): number {
    return this.#words.length
  }

  /** The id of an IPv4 address, an unsigned 32-bit number. */
  v4(address: number): number {
    const fresh = this.#words.length
    const id = this.#v4.id(address, fresh)
    if (id === fresh) this.#words.push(address >>> 0)
    return id
  }

  /** The id of an IPv6 address in four unsigned 32-bit words; an IPv4-mapped one (::ffff:0:0/96) is its IPv4 address. */
  v6(a: number, b: number, c: number, d: number): number {
    if (a === 0 && b === 0 && c === 0xffff) return this.v4(d >>> 0)
    const key = `${a},${b},${c},${d}`
    let id = this.#v6.get(key)
    if (id === undefined) {
      id = this.#words.push([a, b, c, d]) - 1
      this.#v6.set(key, id)
    }
    return id
  }

  /** The id of an address in text. Throws DecodeError where it is none. */
  id(text: string): number {
    const v4 = ip4Number(text)
    if (v4 >= 0) return this.v4(v4)
    if (!text.includes(':')) throw new DecodeError(`"${text.slice(0, 60)}" is not an IP address`, 0)
    return this.v6(...ip6Words(text))
  }

  /** The id of a device that has no fixed address, by a name that is no address: its hardware address, say. */
  device(name: string): number {
    let id = this.#devices.get(name)
    if (id === undefined) {
      id = this.#words.push(name) - 1
      this.#devices.set(name, id)
    }
    return id
  }

  /** Canonical text (RFC 5952 for IPv6); a device's name. */
  text(id: number): string {
    const words = this.#get(id)
    return typeof words === 'number' ? ip4Text(words) : typeof words === 'string' ? words : ip6Text(...words)
  }

  /** The address itself: an unsigned 32-bit number (IPv4) or four of them (IPv6). Throws RangeError for a device. */
  words(id: number): number | readonly [number, number, number, number] {
    const words = this.#get(id)
    if (typeof words === 'string') throw new RangeError(`${words} is a device, not an address`)
    return words
  }

  /** Whether an address is nobody's own: multicast (224.0.0.0/4, ff00::/8), or the broadcast 255.255.255.255. */
  isGroup(id: number): boolean {
    const words = this.#get(id)
    if (typeof words === 'number') return words >= 0xe0000000 && (words < 0xf0000000 || words === 0xffffffff)
    return typeof words !== 'string' && words[0] >= 0xff000000
  }

  #get(id: number): number | string | readonly [number, number, number, number] {
    const words = this.#words[id]
    if (words === undefined) throw new RangeError(`no host ${id}`)
    return words
  }
}
