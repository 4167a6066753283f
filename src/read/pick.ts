import { InputError } from '../lib/errors.ts'
import type { Reader } from './reader.ts'
import * as registry from './readers.ts'

/** Every format, ordered by name. */
export const readers: readonly Reader[] = Object.values(registry).sort((a, b) => (a.name < b.name ? -1 : 1))

/** For messages: what can be read. */
export const formats = (): string => readers.map(reader => reader.title).join('; ')

/** Magic numbers of packings that are not read, and what unpacks them to standard output. */
const packings: readonly (readonly [name: string, magic: readonly number[], unpack: string])[] = [
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 'xz -dc'],
  ['lz4', [0x04, 0x22, 0x4d, 0x18], 'lz4 -dc'],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50], 'lzip -dc'],
  ['lzop', [0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d, 0x0a], 'lzop -dc'],
  ['compress', [0x1f, 0x9d], 'zcat'],
  ['zip', [0x50, 0x4b, 3, 4], 'unzip -p'],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], '7z e -so'],
]

/** What rows of Zeek may be put into that is not read here, and what takes them out of it. */
const wrappings: readonly (readonly [how: string, mark: RegExp, first: string, command: string])[] = [
  ['rows of Zeek somewhere inside of JSON', /^\s*[[{][^]*"id[._]orig_h"\s*:/, 'Take the rows out', `jq -c '.. | objects | select(has("id.orig_h") or has("id_orig_h"))'`],
  ['rows of Zeek inside of texts of JSON', /^\s*[[{][^]*\\"id\.orig_h\\"\s*:/, 'Take the rows out', `jq -r '.. | strings | select(startswith("{"))'`],
  ['JSON of Zeek behind something else', /^[^{]*[^\s{][^{]*\{[^{}]*"id[._]orig_h"\s*:/, 'Cut off what is before the rows', `sed -E 's/^[^{]*//'`],
  ['rows of Zeek behind something else', /^.*[^\d.\t\n]\d{10}\.\d{1,6}\t\w{8,24}\t[\d.a-f:]+\t\d+\t/m, 'Cut off what is before the rows', `sed -E 's/^.*[^0-9.]([0-9]{10}\\.[0-9]{1,6}\\t)/\\1/'`],
] // prettier-ignore

/** How a file is put that is not read here, though there may be records in it, and what makes it readable. */
export class PackedError extends InputError {
  readonly reason: string

  constructor(path: string, how: string, first: string, command: string) {
    super(`${path}: ${how}, which is not read. ${first} first, or: ${command} FILE | eastwest … -`)
    this.reason = `${how}, which is not read: ${first.toLowerCase()} first`
  }
}

/** The one reader that content with this head belongs to. Throws InputError where none claims it, or several do; PackedError where it is packed. */
export function pick(head: Uint8Array, path: string): Reader {
  const [reader, ...others] = readers.filter(reader => reader.sniff(head))
  if (!reader) {
    const packing = packings.find(([, magic]) => magic.every((byte, i) => head[i] === byte))
    if (packing) throw new PackedError(path, `packed with ${packing[0]}`, 'Unpack it', packing[2])
    const text = Buffer.from(head).toString('latin1', 0, 4096)
    const wrapping = wrappings.find(([, mark]) => mark.test(text))
    if (wrapping) throw new PackedError(path, wrapping[0], wrapping[2], wrapping[3])
    const what = head.length ? 'of no known format' : 'empty, or a damaged compressed stream'
    throw new InputError(`${path}: ${what}. What can be read: ${formats()}`)
  }
  if (others.length) {
    const names = [reader, ...others].map(({ name }) => name).join(' or ')
    throw new InputError(
      `${path}: could be ${names}. Its first 64 KiB must tell one format; cut it differently`,
    )
  }
  return reader
}
