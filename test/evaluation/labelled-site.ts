// A site whose attacks are known: its records in a store, read once and judged often.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Question } from '../../src/detect/detect.ts'
import { readLabels } from '../../src/commands/labels.ts'
import { Truth } from '../../src/evaluate/truth.ts'
import { fillStore } from '../../src/inputs/fill-store.ts'
import { gather } from '../../src/inputs/inputs.ts'
import { narrowing } from '../../src/inputs/narrowing.ts'
import { siteContext } from '../../src/inputs/reading.ts'
import { Notes } from '../../src/lib/notes.ts'
import { Rejects } from '../../src/lib/rejects.ts'
import { localTime } from '../../src/lib/time.ts'
import { questionOf } from '../../src/question.ts'
import type { Records } from '../../src/profile/records.ts'
import { openDuckdb } from '../../src/store/stores.ts'

export interface LabelledSite {
  readonly name: string
  readonly records: Records
  readonly question: Omit<Question, 'judged' | 'history'>
  readonly truth: Truth
  /** Local days from the first label's to the last one's, and the first of them. */
  readonly judged: ReadonlySet<number>
  readonly first: number
  close(): Promise<void>
}

/** A file beside the records, or one folder up: several exports of one site share its labels. */
function beside(path: string, name: string): string {
  const file = [join(path, name), join(dirname(path), name)].find(file => existsSync(file))
  if (file) return file
  throw new Error(`${path}: there is no ${name} in it or beside it`)
}

/** Reads a folder of records with labels.jsonl and site.json in it or beside it. The caller closes the store. */
export async function labelledSite(path: string): Promise<LabelledSite> {
  const labels = readLabels(beside(path, 'labels.jsonl'))
  const rejects = new Rejects()
  const sources = { paths: [path], site: beside(path, 'site.json'), stdin: process.stdin, rejects, meter: () => {} } // prettier-ignore
  const inputs = (await gather(sources)).sites[0]!
  const context = siteContext(inputs, rejects, new Notes())
  const time = localTime(inputs.config.timezone)
  const store = await openDuckdb(time)
  await fillStore(store, inputs, context, narrowing({}), time)
  const labelled = labels.map(({ ts }) => time.day(ts))
  const [first, last] = [Math.min(...labelled), Math.max(...labelled)]
  return {
    name: path,
    records: store,
    question: questionOf(inputs, context, time),
    truth: new Truth(labels),
    judged: new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i)),
    first,
    close: () => store.close(),
  }
}
