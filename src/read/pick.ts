import type { Reader } from './reader.ts'
import * as registry from './readers.ts'

/** Every format, ordered by name. */
export const readers: readonly Reader[] = Object.values(registry)

/** The reader that content with this head belongs to; undefined where none claims it. A test holds that never two do. */
export const pick = (head: Uint8Array): Reader | undefined => readers.find(reader => reader.sniff(head))

/** For messages: what can be read. */
export const formats = (): string => readers.map(reader => reader.title).join('; ')
