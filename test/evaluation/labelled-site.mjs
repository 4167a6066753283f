// A site whose attacks are known: its records in a store, read once and judged often.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Truth } from '../../dist/evaluate/truth.js'
import { fillStore } from '../../dist/inputs/fill-store.js'
import { gather } from '../../dist/inputs/inputs.js'
import { narrowing } from '../../dist/inputs/narrowing.js'
import { siteContext } from '../../dist/inputs/reading.js'
import { Notes } from '../../dist/lib/notes.js'
import { Rejects } from '../../dist/lib/rejects.js'
import { localTime } from '../../dist/lib/time.js'
import { questionOf } from '../../dist/question.js'
import { openDuckdb } from '../../dist/store/stores.js'

/** A file beside the records, or one folder up: several exports of one site share its labels. */
function beside(path, name) {
  const file = [join(path, name), join(dirname(path), name)].find(existsSync)
  if (file) return file
  throw new Error(`${path}: there is no ${name} in it or beside it`)
}

/** Reads a folder of records with labels.jsonl and site.json in it or beside it. The caller closes the store. */
export async function labelledSite(path) {
  const lines = readFileSync(beside(path, 'labels.jsonl'), 'utf8').split('\n').filter(Boolean)
  const labels = lines.map(line => ({ uid: '', ...JSON.parse(line) }))
  const rejects = new Rejects()
  const { sites } = await gather({ paths: [path], site: beside(path, 'site.json'), rejects, meter: () => {} })
  const [inputs] = sites
  const context = siteContext(inputs, rejects, new Notes())
  const time = localTime(inputs.config.timezone)
  const store = await openDuckdb(time)
  await fillStore(store, inputs, context, narrowing({}), time)
  const labelled = labels.map(({ ts }) => time.day(ts))
  const [first, last] = [Math.min(...labelled), Math.max(...labelled)]
  return {
    name: `${basename(dirname(path))}/${basename(path)}`,
    records: store,
    question: questionOf(inputs, context, time),
    truth: new Truth(labels),
    judged: new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i)),
    first,
    close: () => store.close(),
  }
}
