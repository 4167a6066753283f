import { DecodeError } from './errors.ts'

/** Dotted text of an IPv4 address given as an unsigned 32-bit number. */
export const ip4Text = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`

/** The unsigned 32-bit number of a dotted IPv4 address, or -1 where `text` is none. */
export function ip4Number(text: string): number {
  let value = 0
  let octet = -1
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (octet < 0 || dots === 3) return -1
      value = value * 256 + octet
      octet = -1
      dots++
    } else if (code >= 48 && code <= 57) {
      if (octet === 0) return -1
      octet = (octet < 0 ? 0 : octet * 10) + code - 48
      if (octet > 255) return -1
    } else return -1
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1
}

/** RFC 5952 text of an IPv6 address given as four unsigned 32-bit words, high word first. */
export function ip6Text(a: number, b: number, c: number, d: number): string {
  const groups = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff]
  let from = -1
  let length = 1
  for (let i = 0, run = 0; i < 8; i++) {
    run = groups[i] === 0 ? run + 1 : 0
    if (run > length) {
      length = run
      from = i - run + 1
    }
  }
  const hex = (part: number[]) => part.map(group => group.toString(16)).join(':')
  return from < 0 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + length))}`
}

/** The four words of an IPv6 address in text (RFC 4291, with an embedded IPv4 tail or a zone, which is dropped). Throws DecodeError. */
export function ip6Words(text: string): [number, number, number, number] {
  const bad = () => new DecodeError(`"${text.slice(0, 60)}" is not an IP address`, 0)
  const zone = text.indexOf('%')
  let bare = zone < 0 ? text : text.slice(0, zone)
  const tail = bare.slice(bare.lastIndexOf(':') + 1)
  if (tail.includes('.')) {
    const v4 = ip4Number(tail)
    if (v4 < 0) throw bad()
    bare = `${bare.slice(0, -tail.length)}${Math.floor(v4 / 65536).toString(16)}:${(v4 % 65536).toString(16)}`
  }
  const halves = bare.split('::')
  if (halves.length > 2) throw bad()
  const parse = (half: string | undefined) => (half ? half.split(':') : [])
  const head = parse(halves[0])
  const rest = parse(halves[1])
  const missing = 8 - head.length - rest.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) throw bad()
  const groups = [...head, ...new Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...rest]
  const numbers = groups.map(group => (/^[0-9a-f]{1,4}$/i.test(group) ? parseInt(group, 16) : NaN))
  if (numbers.some(Number.isNaN)) throw bad()
  const word = (i: number) => numbers[i]! * 65536 + numbers[i + 1]!
  return [word(0), word(2), word(4), word(6)]
}

/** Whether a text is an IPv4 or an IPv6 address. */
export function isAddress(text: string): boolean {
  if (ip4Number(text) >= 0) return true
  if (!text.includes(':')) return false
  try {
    ip6Words(text)
    return true
  } catch {
    return false
  }
}
