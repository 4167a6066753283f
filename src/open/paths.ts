import { isUtf8 } from 'node:buffer'
import { existsSync } from 'node:fs'

/** What could be taken for an escaped byte. */
const escaped = /\\x[0-9a-f]{2}/g

const hex = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

/**
 * A name as it is shown and kept: Linux' names are bytes, and those that are no UTF-8 have each byte beyond ASCII as `\xNN`. So has a
 * backslash that would look like one: no two names are shown alike, and `systemPath` finds each again.
 */
export function shownName(name: Buffer): string {
  const isText = isUtf8(name)
  const text = name.toString(isText ? 'utf8' : 'latin1').replace(escaped, found => `\\x5c${found.slice(1)}`)
  return isText ? text : text.replace(/[\x80-\xff]/g, hex)
}

/** What the file system calls a path that is shown like that. */
export function systemPath(shown: string): string | Buffer {
  if (shown.search(escaped) < 0) return shown
  const parts = shown.split(/(\\x[0-9a-f]{2})/)
  return Buffer.concat(
    parts.map((part, i) => (i % 2 ? Buffer.of(parseInt(part.slice(2), 16)) : Buffer.from(part))),
  )
}

/** How a path is shown that was given as text: as the system has it, or already as it is shown. */
export const shownPath = (given: string): string =>
  existsSync(given) ? shownName(Buffer.from(given)) : given
