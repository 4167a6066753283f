// npm run bench [-- RACE...] [--json FILE]: eastwest against its peers on the same input. docs/performance.md says how to read it.
import { createSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { folder, scale } from './once.mjs'
import { race, rounds } from './race.mjs'
import { races } from './races.mjs'
import { scaleSuite } from './scale.mjs'
import { head, lines } from './table.mjs'
import { versions } from './versions.mjs'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
if (positionals[0] === 'scale') process.exit((await scaleSuite(positionals.slice(1))) ? 1 : 0)
const chosen = positionals.length ? positionals : Object.keys(races)
const unknown = chosen.find(name => !(name in races))
if (unknown) {
  console.error(`there is no race "${unknown}"; known are ${Object.keys(races).join(', ')}`)
  process.exit(2)
}

/** softflowd wants somebody to export to: a socket on loopback that throws everything away. */
const sink = createSocket('udp4')
await new Promise(resolve => sink.bind(0, '127.0.0.1', resolve))

const compared = versions()
console.log(
  Object.entries(compared)
    .map(([name, version]) => `${name} ${version}`)
    .join(', '),
)
console.log(`scale ${scale}, median of ${rounds} rounds, inputs in ${folder}\n`)
console.log(head)
const results = []
for (const name of chosen) {
  results.push({ name, ...(await race(await races[name](sink.address().port))) })
  console.log(lines(results.at(-1)))
}
sink.close()
process.exitCode = results.some(({ rows }) => rows.some(row => Number.isNaN(row.seconds))) ? 1 : 0
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ scale, rounds, versions: compared, results }, null, 2)}\n`)
