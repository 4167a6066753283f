// Where the benchmark keeps its inputs between runs, and how it makes one.
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How large the inputs are: 1 is about 4 GB of them. */
export const scale = Number(process.env.EASTWEST_BENCH_SCALE ?? 1)

/** Named after the code that makes the inputs, so that changed code never meets old inputs. */
const recipe = createHash('sha256')
for (const file of readdirSync(new URL('inputs/', import.meta.url)).sort())
  recipe.update(readFileSync(new URL(`inputs/${file}`, import.meta.url)))
export const folder = join(tmpdir(), 'eastwest-bench', `${scale}-${recipe.digest('hex').slice(0, 8)}`)

/** Makes a file once: `fill` gets a function that writes pieces; a run that is broken off leaves no half file. */
export function once(name, fill) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  if (existsSync(file)) return file
  const descriptor = openSync(`${file}.part`, 'w')
  fill(piece => writeSync(descriptor, piece))
  closeSync(descriptor)
  renameSync(`${file}.part`, file)
  return file
}
