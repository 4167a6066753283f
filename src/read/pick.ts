import { InputError } from '../lib/errors.ts'
import type { Reader } from './reader.ts'
import * as registry from './readers.ts'

/** Every format, ordered by name. */
export const readers: readonly Reader[] = Object.values(registry).sort((a, b) => (a.name < b.name ? -1 : 1))

/** For messages: what can be read. */
export const formats = (): string => readers.map(reader => reader.title).join('; ')

/** The one reader that content with this head belongs to. Throws InputError where none claims it, or several do. */
export function pick(head: Uint8Array, path: string): Reader {
  const [reader, ...others] = readers.filter(reader => reader.sniff(head))
  if (!reader) {
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
