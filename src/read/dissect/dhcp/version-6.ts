import { ip6Text } from '../../../lib/address.ts'
import type { Lease } from '../dhcp.ts'
import { dnsName } from './version-4.ts'

const lastType = 11
const reply = 7
const relayed = [12, 13]
const relayMessage = 9
const relayHead = 34
const head = 4
/** Options (RFC 8415, 21; RFC 4704). */
const clientId = 1
const serverId = 2
const addresses = 3
const address = 5
const clientName = 39
const lastOption = 147
/** DUIDs with a link-layer address: with a time before it, and without. */
const duidLlt = 1
const duidLl = 3
const ethernet = 1

interface Option {
  readonly code: number
  readonly at: number
  readonly end: number
}

/** A message whose options fill it exactly, one of them an identifier of client or server. */
export function isDhcp6(bytes: Uint8Array): boolean {
  const options = optionsOf(bytes, 0, bytes.length)
  if (options === undefined) return false
  const identifies = relayed.includes(bytes[0]!) ? [relayMessage] : [clientId, serverId]
  return options.some(({ code }) => identifies.includes(code))
}

/** The lease in a server's reply, also where a relay wraps it. */
export function leaseIn6(bytes: Uint8Array, at = 0, end = bytes.length, depth = 0): Lease | undefined {
  const options = optionsOf(bytes, at, end)
  if (options === undefined || depth > 8) return undefined
  const find = (code: number) => options.find(option => option.code === code)
  const inner = find(relayMessage)
  if (relayed.includes(bytes[at]!)) return inner && leaseIn6(bytes, inner.at, inner.end, depth + 1)
  const hardware = hardwareIn(bytes, find(clientId))
  const given = find(addresses)
  if (bytes[at] !== reply || hardware === '' || given === undefined) return undefined
  const lease = optionsIn(bytes, given.at + 12, given.end)?.find(({ code }) => code === address)
  if (lease === undefined || lease.end - lease.at < 16) return undefined
  const name = find(clientName)
  const view = new DataView(bytes.buffer, bytes.byteOffset + lease.at, 16)
  const word = (i: number): number => view.getUint32(4 * i)
  return {
    address: ip6Text(word(0), word(1), word(2), word(3)),
    hardware,
    name: name === undefined ? '' : dnsName(bytes, name.at + 1, name.end),
  }
}

function hardwareIn(bytes: Uint8Array, id: Option | undefined): string {
  if (id === undefined) return ''
  const type = (bytes[id.at]! << 8) | bytes[id.at + 1]!
  const from = type === duidLlt ? id.at + 8 : type === duidLl ? id.at + 4 : -1
  const isEthernet = bytes[id.at + 2] === 0 && bytes[id.at + 3] === ethernet
  if (from < 0 || !isEthernet || id.end - from !== 6) return ''
  return Array.from(bytes.subarray(from, id.end), byte => byte.toString(16).padStart(2, '0')).join(':')
}

/** A message's options; undefined where it is none. */
function optionsOf(bytes: Uint8Array, at: number, end: number): Option[] | undefined {
  if (end - at < head + 4) return undefined
  const type = bytes[at]!
  if (relayed.includes(type)) return optionsIn(bytes, at + relayHead, end)
  return type >= 1 && type <= lastType ? optionsIn(bytes, at + head, end) : undefined
}

function optionsIn(bytes: Uint8Array, at: number, end: number): Option[] | undefined {
  const options: Option[] = []
  while (at < end) {
    if (at + 4 > end) return undefined
    const code = (bytes[at]! << 8) | bytes[at + 1]!
    const next = at + 4 + ((bytes[at + 2]! << 8) | bytes[at + 3]!)
    if (code < 1 || code > lastOption || next > end || options.length >= 64) return undefined
    options.push({ code, at: at + 4, end: next })
    at = next
  }
  return options
}
