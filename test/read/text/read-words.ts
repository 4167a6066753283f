import type { Reader } from '../../../src/read/reader.ts'
import { inWords } from '../in-words.ts'
import { inputOf } from '../zeek/read-zeek.ts'

type Files = Readonly<Record<string, string | Buffer>>

/** What a reader makes of files, in words. `size` is that of the pieces they come in. */
export async function readWords(reader: Reader, files: Files, size?: number) {
  const inputs = Object.entries(files).map(([path, content]) => inputOf(path, content, size))
  const { flows, events, notes, ...more } = await inWords(reader, inputs)
  const said = notes.map(({ text, count }) => `${text} ${count}`)
  return { flows: byUid(flows), events: byUid(events), notes: said, ...more }
}

const byUid = <T extends { uid: string }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0))

/** Ways to garble a line that leave none of a record in it. */
export const garbles: readonly (readonly [string, (line: string) => string])[] = [
  ['is cut in half', line => line.slice(0, line.length >> 1)],
  ['is bytes of anything', () => '\x01\xff{"\t}\t\\'],
  ['has lost its beginning', line => line.slice(line.length >> 1)],
  ['is empty braces', () => '{}'],
]
