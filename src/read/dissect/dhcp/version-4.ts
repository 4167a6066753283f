import type { Lease } from '../dhcp.ts'
import { textOf } from '../text.ts'

const cookieAt = 236
const optionsAt = 240
const cookie = [0x63, 0x82, 0x53, 0x63]
const pad = 0
const hostName = 12
const messageType = 53
const fullName = 81
const end = 255
const ack = 5
const maxNames = 4096

/** Names by hardware address, as clients say them: servers do not always repeat those. */
export type Names = Map<string, string>

const namesOf = new WeakMap<object, Names>()

/** The names that were told in one reading. */
export function offeredNames(shared: object): Names {
  let names = namesOf.get(shared)
  if (names === undefined) namesOf.set(shared, (names = new Map()))
  return names
}

/** A BOOTP head with a hardware address of six bytes, and DHCP's cookie. */
export const isDhcp4 = (bytes: Uint8Array): boolean =>
  bytes.length > optionsAt &&
  (bytes[0] === 1 || bytes[0] === 2) &&
  bytes[2]! <= 16 &&
  cookie.every((byte, i) => bytes[cookieAt + i] === byte)

/** The lease in a server's acknowledgement; what a client calls itself is put down in `names`. */
export function leaseIn4(bytes: Uint8Array, names: Names): Lease | undefined {
  if (!isDhcp4(bytes) || bytes[1] !== 1 || bytes[2] !== 6) return undefined
  const options = optionsIn(bytes)
  const hardware = Array.from(bytes.subarray(28, 34), byte => byte.toString(16).padStart(2, '0')).join(':')
  const name = nameIn(bytes, options)
  if (bytes[0] === 1) {
    if (names.size >= maxNames) names.delete(names.keys().next().value!)
    if (name !== '') names.set(hardware, name)
    return undefined
  }
  const type = options.get(messageType)
  if (type === undefined || bytes[type.at] !== ack) return undefined
  // An INFORM is acknowledged without an address: the client has one already.
  const address = addressAt(bytes, 16) || addressAt(bytes, 12)
  return address === '' ? undefined : { address, hardware, name: names.get(hardware) ?? name }
}

const addressAt = (bytes: Uint8Array, at: number): string => {
  const address = bytes.subarray(at, at + 4).join('.')
  return address === '0.0.0.0' ? '' : address
}

interface Option {
  readonly at: number
  readonly end: number
}

/** The first of each option. */
function optionsIn(bytes: Uint8Array): Map<number, Option> {
  const options = new Map<number, Option>()
  for (let at = optionsAt; at < bytes.length && bytes[at] !== end;) {
    if (bytes[at] === pad) at++
    else {
      const next = at + 2 + (bytes[at + 1] ?? 0)
      if (next > bytes.length) break
      if (!options.has(bytes[at]!)) options.set(bytes[at]!, { at: at + 2, end: next })
      at = next
    }
  }
  return options
}

/** The host name, else the full one (RFC 4702), where that is in text. */
function nameIn(bytes: Uint8Array, options: ReadonlyMap<number, Option>): string {
  const host = options.get(hostName)
  if (host !== undefined) return textOf(bytes, host.at, host.end)
  const full = options.get(fullName)
  if (full === undefined || full.end - full.at < 4) return ''
  const isEncoded = (bytes[full.at]! & 4) !== 0
  return isEncoded ? dnsName(bytes, full.at + 3, full.end) : textOf(bytes, full.at + 3, full.end)
}

/** A name in DNS' labels, without compression. */
export function dnsName(bytes: Uint8Array, at: number, end: number): string {
  const labels: string[] = []
  while (at < end && bytes[at] !== 0 && bytes[at]! < 64 && labels.length < 32) {
    labels.push(textOf(bytes, at + 1, Math.min(end, at + 1 + bytes[at]!)))
    at += 1 + bytes[at]!
  }
  return labels.join('.')
}
