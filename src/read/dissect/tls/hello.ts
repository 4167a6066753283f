import { md5Of, sha256Of } from '../../../flow/fingerprint.ts'
import { textOf } from '../text.ts'

/** What a client's hello offers (RFC 8446, 4.1.2), in its order, without the values that stand for nothing (RFC 8701). */
export interface Hello {
  readonly version: number
  readonly versions: readonly number[]
  readonly ciphers: readonly number[]
  readonly extensions: readonly number[]
  readonly groups: readonly number[]
  readonly pointFormats: readonly number[]
  readonly signatures: readonly number[]
  readonly alpn: string
  readonly sni: string
}

const serverName = 0
const groupList = 10
const pointFormatList = 11
const signatureList = 13
const protocolNames = 16
const versionList = 43
const maxList = 512

const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 255)

/** A client's hello from its message's first byte; undefined where it is cut before its extensions. */
export function helloIn(bytes: Uint8Array): Hello | undefined {
  const ciphersAt = ciphersIn(bytes)
  const start = extensionsIn(bytes)
  if (start < 0) return undefined
  const list = (type: number, skip: number): number[] => {
    const extension = find(bytes, start, type)
    return extension === undefined ? [] : numbers(bytes, extension.at + skip, extension.end)
  }
  const formats = find(bytes, start, pointFormatList)
  return {
    version: u16(bytes, 4),
    versions: list(versionList, 1),
    ciphers: numbers(bytes, ciphersAt + 2, ciphersAt + 2 + u16(bytes, ciphersAt)),
    extensions: typesFrom(bytes, start),
    groups: list(groupList, 2),
    pointFormats: formats === undefined ? [] : [...bytes.subarray(formats.at + 1, formats.end)],
    signatures: list(signatureList, 2),
    alpn: textIn(bytes, find(bytes, start, protocolNames), 2, 1),
    sni: textIn(bytes, find(bytes, start, serverName), 3, 2),
  }
}

/** The name that a client's hello asks for, '' where it has none: all that is asked of most hellos. */
export function sniIn(bytes: Uint8Array): string {
  const start = extensionsIn(bytes)
  return start < 0 ? '' : textIn(bytes, find(bytes, start, serverName), 3, 2)
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** Where the length of the ciphers is: after version, random and session. */
const ciphersIn = (bytes: Uint8Array): number => 39 + (bytes[38] ?? 0)

/** Where the first extension is, after ciphers and compressions; -1 where the hello is cut before. */
function extensionsIn(bytes: Uint8Array): number {
  const ciphersAt = ciphersIn(bytes)
  const methodsAt = ciphersAt + 2 + u16(bytes, ciphersAt)
  const at = methodsAt + 1 + (bytes[methodsAt] ?? 0)
  return at > bytes.length ? -1 : at + 2
}

interface Extension {
  readonly at: number
  readonly end: number
}

/** Where the extension after the one that begins at `at` begins; -1 where it is not whole. */
function after(bytes: Uint8Array, at: number): number {
  const end = at + 4 + u16(bytes, at + 2)
  return at + 4 > bytes.length || end > bytes.length ? -1 : end
}

/** The first extension of a type. */
function find(bytes: Uint8Array, start: number, type: number): Extension | undefined {
  for (let at = start, end = after(bytes, at); end > 0; at = end, end = after(bytes, at))
    if (u16(bytes, at) === type) return { at: at + 4, end }
  return undefined
}

/** The types of the extensions, each once, in their order. */
function typesFrom(bytes: Uint8Array, start: number): number[] {
  const types = new Set<number>()
  for (
    let at = start, end = after(bytes, at);
    end > 0 && types.size < maxList;
    at = end, end = after(bytes, at)
  )
    if (!isGrease(u16(bytes, at))) types.add(u16(bytes, at))
  return [...types]
}

function numbers(bytes: Uint8Array, at: number, end: number): number[] {
  const list: number[] = []
  for (; at + 2 <= end && list.length < maxList; at += 2) {
    const value = (bytes[at]! << 8) | bytes[at + 1]!
    if (!isGrease(value)) list.push(value)
  }
  return list
}

/** The first text of an extension's list, `skip` bytes into it, with `size` bytes of length before it. */
function textIn(bytes: Uint8Array, extension: Extension | undefined, skip: number, size: 1 | 2): string {
  if (extension === undefined || extension.at + skip + size > extension.end) return ''
  const from = extension.at + skip + size
  const length = size === 1 ? bytes[from - 1]! : (bytes[from - 2]! << 8) | bytes[from - 1]!
  return textOf(bytes, from, Math.min(extension.end, from + length))
}

/** JA3 (github.com/salesforce/ja3): the MD5 of what is offered, in decimal and as it came. */
export const ja3 = ({ version, ciphers, extensions, groups, pointFormats }: Hello): string =>
  md5Of([version, ciphers.join('-'), extensions.join('-'), groups.join('-'), pointFormats.join('-')].join())

const versionNames: Readonly<Record<number, string>> = {
  0x0304: '13', 0x0303: '12', 0x0302: '11', 0x0301: '10', 0x0300: 's3', 0x0002: 's2',
} // prettier-ignore

/** JA4 (github.com/FoxIO-LLC/ja4): a readable head, then the ciphers and the extensions, each sorted and hashed. */
export function ja4(hello: Hello): string {
  const { ciphers, extensions, signatures, alpn } = hello
  const version = versionNames[hello.versions.reduce((a, b) => Math.max(a, b), 0) || hello.version] ?? '00'
  const named = extensions.includes(serverName) ? 'd' : 'i'
  const head = `t${version}${named}${count(ciphers)}${count(extensions)}${ends(alpn)}`
  const others = extensions.filter(type => type !== serverName && type !== protocolNames)
  const after = signatures.length === 0 ? '' : `_${signatures.map(hex).join()}`
  return `${head}_${hashOf(sorted(ciphers))}_${hashOf(sorted(others) + (others.length > 0 ? after : ''))}`
}

const hex = (value: number): string => value.toString(16).padStart(4, '0')
const sorted = (values: readonly number[]): string => values.map(hex).sort().join()
const count = (list: readonly number[]): string => String(Math.min(99, list.length)).padStart(2, '0')
const hashOf = (text: string): string => (text === '' ? '000000000000' : sha256Of(text, 12))

function ends(alpn: string): string {
  if (alpn === '') return '00'
  const [first, last] = [alpn[0]!, alpn[alpn.length - 1]!]
  if (/[0-9A-Za-z]/.test(first) && /[0-9A-Za-z]/.test(last)) return first + last
  const digits = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0')
  return digits(first)[0]! + digits(last)[1]!
}
