// npm run bench -- scale [SHAPE…]: analyze on sites that are large in one way, at a quarter, half and all of the size that is claimed.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shapes } from './inputs/shapes.mjs'
import { folder, scale } from './once.mjs'
import { run } from './race.mjs'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const growth = (all, quarter) => (all / quarter).toFixed(1)

/** The input of a size, made once. */
function inputOf(name, size) {
  const input = join(folder, `${name}-${size}`)
  if (existsSync(input)) return input
  rmSync(`${input}.part`, { recursive: true, force: true })
  shapes[name].fill(`${input}.part`, size)
  renameSync(`${input}.part`, input)
  return input
}

/** Prints a line for each size, and how time and memory grew from the quarter to all. */
export async function scaleSuite(names) {
  console.log('| shape | size | seconds | peak MiB | first incident |\n| --- | ---: | ---: | ---: | --- |')
  let failed = false
  for (const name of names.length ? names : Object.keys(shapes)) {
    const { title, full, unit } = shapes[name]
    const results = []
    for (const part of [0.25, 0.5, 1]) {
      const size = Math.max(1, Math.round(full * part * scale))
      const input = inputOf(name, size)
      const out = join(folder, 'scale-out')
      rmSync(out, { recursive: true, force: true })
      const { seconds, mebibytes = NaN, failure = '' } = await run([process.execPath, main, 'analyze', input, '--out', out, '--quiet'])
      rmSync(input, { recursive: true, force: true })
      const [line] = existsSync(join(out, 'incidents.jsonl')) ? readFileSync(join(out, 'incidents.jsonl'), 'utf8').split('\n', 1) : ['']
      console.log(`| ${part === 0.25 ? title : ''} | ${size.toLocaleString('en')} ${unit} | ${seconds.toFixed(1)} | ${mebibytes.toFixed(0)} | ${failure ? failure.trim().slice(-100) : line ? JSON.parse(line).title : 'none'} |`)
      failed ||= Boolean(failure)
      results.push({ seconds, mebibytes })
    }
    const [quarter, , all] = results
    console.log(`| | 4 × | ${growth(all.seconds, quarter.seconds)} × | ${growth(all.mebibytes, quarter.mebibytes)} × | |`)
  }
  return failed
} // prettier-ignore
