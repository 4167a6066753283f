import { Hosts } from '../../../src/flow/hosts.ts'
import { Services } from '../../../src/flow/services.ts'
import { Notes } from '../../../src/lib/notes.ts'
import { Rejects } from '../../../src/lib/rejects.ts'
import type { ReadContext } from '../../../src/read/reader.ts'

/** A reader's surroundings for one test. */
export const testContext = (): ReadContext => ({
  sensor: 'test',
  space: '',
  hosts: new Hosts(),
  services: new Services(),
  rejects: new Rejects(),
  notes: new Notes(),
})

/** "reason count" of all rejects, and "text count" of all notes. */
export const said = ({ rejects, notes }: ReadContext): { rejects: string[]; notes: string[] } => ({
  rejects: rejects.rows().map(row => `${row.reason} ${row.count}`),
  notes: notes.rows().map(row => `${row.text} ${row.count}`),
})

/** The bytes of hexadecimal text with blanks and comments after `//`. */
export function hex(text: string): DataView {
  const digits = text.replace(/\/\/.*$/gm, '').replace(/\s+/g, '')
  return new DataView(Uint8Array.from(digits.match(/../g) ?? [], pair => parseInt(pair, 16)).buffer)
}
