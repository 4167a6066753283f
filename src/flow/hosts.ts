import { DecodeError } from '../lib/errors.ts'
import { ip4Number, ip4Text, ip6Text, ip6Words } from '../lib/address.ts'
import { Ip4Ids } from './ip4-ids.ts'
import { Ip6Ids } from './ip6-ids.ts'

/** What an id stands for. */
const ip4 = 0
const ip6 = 1
const device = 2

/** The most hosts that are told apart: keys of links pack an id and a service, or two ids, into the 53 bits of a whole number. */
export const mostHosts = 2 ** 23 - 1

/**
 * Addresses as small whole numbers. Inside the program a host is its id here; text appears at the edges alone.
 * Ids follow the order of first sight, so they never decide an order that a reader of the output can see.
 * Addresses beyond the room for them all become one host, 0.0.0.0, and are counted.
 */
export class Hosts {
  readonly #room: number
  #kinds = new Uint8Array(1024)
  /** The address (IPv4), its number in the table (IPv6), or that of the device's name. */
  #values = new Uint32Array(1024)
  #size = 0
  readonly #v4 = new Ip4Ids()
  readonly #v6 = new Ip6Ids()
  /** The ids of the IPv6 addresses, by their numbers in the table. */
  #ip6Ids = new Uint32Array(256)
  readonly #names: string[] = []
  readonly #devices = new Map<string, number>()
  #nobody = -1
  #beyond = 0

  constructor(room = mostHosts) {
    this.#room = room
  }

  get size(): number {
    return this.#size
  }

  /** How often an address was asked for that there was no room for. */
  get beyond(): number {
    return this.#beyond
  }

  /** Whether the id stands for the addresses that there was no room for. */
  isBeyond(id: number): boolean {
    return this.#beyond > 0 && id === this.#nobody
  }

  /** The id of an IPv4 address, an unsigned 32-bit number. */
  v4(address: number): number {
    const fresh = this.#size
    const full = fresh >= this.#room
    const id = full ? this.#v4.known(address) : this.#v4.id(address, fresh)
    if (id < 0) return this.#noRoom()
    return id === fresh ? this.#add(ip4, address) : id
  }

  /** The id of an IPv6 address in four unsigned 32-bit words; an IPv4-mapped one (::ffff:0:0/96) is its IPv4 address. */
  v6(a: number, b: number, c: number, d: number): number {
    if (a === 0 && b === 0 && c === 0xffff) return this.v4(d >>> 0)
    const count = this.#v6.size
    if (this.#size >= this.#room) {
      const known = this.#v6.known(a, b, c, d)
      return known < 0 ? this.#noRoom() : this.#ip6Ids[known]!
    }
    const number = this.#v6.of(a, b, c, d)
    if (number < count) return this.#ip6Ids[number]!
    if (number >= this.#ip6Ids.length) this.#ip6Ids = longer(this.#ip6Ids)
    return (this.#ip6Ids[number] = this.#add(ip6, number))
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
      if (this.#size >= this.#room) return this.#noRoom()
      id = this.#add(device, this.#names.push(name) - 1)
      this.#devices.set(name, id)
    }
    return id
  }

  /** Canonical text (RFC 5952 for IPv6); a device's name. */
  text(id: number): string {
    const value = this.#get(id)
    const kind = this.#kinds[id]
    if (kind === device) return this.#names[value]!
    return kind === ip4 ? ip4Text(value) : ip6Text(...this.#v6.words(value))
  }

  /** The address itself: an unsigned 32-bit number (IPv4) or four of them (IPv6). Throws RangeError for a device. */
  words(id: number): number | readonly [number, number, number, number] {
    const value = this.#get(id)
    const kind = this.#kinds[id]
    if (kind === device) throw new RangeError(`${this.#names[value]} is a device, not an address`)
    return kind === ip4 ? value : this.#v6.words(value)
  }

  /** Whether a host has an IPv4 address. */
  isIp4(id: number): boolean {
    return typeof this.#get(id) === 'number'
  }

  /** Whether an address is nobody's own: multicast (224.0.0.0/4, ff00::/8), or the broadcast 255.255.255.255. */
  isGroup(id: number): boolean {
    const value = this.#get(id)
    const kind = this.#kinds[id]
    if (kind === ip4) return value >= 0xe0000000 && (value < 0xf0000000 || value === 0xffffffff)
    return kind === ip6 && this.#v6.words(value)[0] >= 0xff000000
  }

  #get(id: number): number {
    if (!(id >= 0 && id < this.#size)) throw new RangeError(`no host ${id}`)
    return this.#values[id]!
  }

  #add(kind: number, value: number): number {
    if (this.#size === this.#values.length) {
      this.#kinds = longer(this.#kinds)
      this.#values = longer(this.#values)
    }
    this.#kinds[this.#size] = kind
    this.#values[this.#size] = value
    return this.#size++
  }

  /** One host more than there is room for. */
  #noRoom(): number {
    this.#beyond++
    if (this.#nobody < 0) this.#nobody = this.#add(ip4, 0)
    return this.#nobody
  }
}

function longer<Column extends Uint8Array | Uint32Array>(column: Column): Column {
  const copy = new (column.constructor as new (length: number) => Column)(2 * column.length)
  copy.set(column)
  return copy
}
