// npm run bench: eastwest against peers on the same input, whole processes, in turn, as ratios of medians.
// EASTWEST_BENCH_SCALE=0.1 makes it short; EASTWEST_BENCH_ROUNDS (3) how often each runs; --json prints the figures.
import { spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { capture, connJson, connTsv, folder, scale } from './inputs.mjs'

const rounds = Number(process.env.EASTWEST_BENCH_ROUNDS ?? 3)
const here = fileURLToPath(new URL('.', import.meta.url))
const eastwest = (...words) => ['node', join(here, '../../dist/main.js'), ...words, '--quiet']
const script = (name, ...words) => ['node', join(here, name), ...words]
const shell = command => ['sh', '-c', command]
const installed = program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** Runs a command with its output thrown away: wall seconds and peak MiB. */
function run(command) {
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint()
    const child = spawn('/usr/bin/env', ['time', '-f', '%M', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', text => (said = (said + text).slice(-2000)))
    child.on('close', code => {
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9
      if (code) reject(new Error(`${command.join(' ')} ended with ${code}: ${said}`))
      else resolve({ seconds, mebibytes: Number(said.trim().split('\n').at(-1)) / 1024 })
    })
  })
}

const median = values => [...values].sort((a, b) => a - b)[values.length >> 1]

/** Contestants take turns, so that a slow minute of the machine hits all. */
async function race(title, input, contestants) {
  const there = contestants.filter(({ needs }) => !needs || installed(needs))
  const results = new Map(there.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, before } of there) {
      before?.()
      results.get(name).push(await run(command))
    }
  }
  const rows = [...results].map(([name, runs]) => ({
    name,
    seconds: median(runs.map(({ seconds }) => seconds)),
    mebibytes: Math.max(...runs.map(({ mebibytes }) => mebibytes)),
  }))
  const missing = contestants.filter(contestant => !there.includes(contestant)).map(({ name }) => name)
  return { title, megabytes: statSync(input).size / 1e6, rows, missing }
}

function print({ title, megabytes, rows, missing }) {
  const ours = rows[0].seconds
  console.log(`\n${title} (${megabytes.toFixed(0)} MB)`)
  console.log(`  ${'contestant'.padEnd(44)}  seconds  eastwest / it  peak MiB`)
  for (const { name, seconds, mebibytes } of rows) {
    console.log(
      `  ${name.padEnd(44)} ${seconds.toFixed(2).padStart(8)} ${(ours / seconds).toFixed(2).padStart(14)} ${mebibytes.toFixed(0).padStart(9)}`,
    )
  }
  for (const name of missing) console.log(`  ${name.padEnd(44)} not installed`)
}

/** softflowd wants somebody to export to: a socket on loopback that throws everything away. */
const sink = createSocket('udp4')
await new Promise(resolve => sink.bind(0, '127.0.0.1', resolve))
const nfpcapd = join(folder, 'nfpcapd')
const fresh = () => {
  rmSync(nfpcapd, { recursive: true, force: true })
  mkdirSync(nfpcapd, { recursive: true })
}

function captureRace(title, file) {
  return race(title, file, [
    { name: 'eastwest flows', command: eastwest('flows', file) },
    {
      name: 'softflowd',
      needs: 'softflowd',
      command: [
        'softflowd',
        '-r',
        file,
        '-n',
        `127.0.0.1:${sink.address().port}`,
        '-v',
        '9',
        '-c',
        'none',
        '-d',
      ],
    },
    { name: 'nfpcapd', needs: 'nfpcapd', before: fresh, command: ['nfpcapd', '-r', file, '-w', nfpcapd] },
    {
      name: 'tshark -q -z conv,tcp',
      needs: 'tshark',
      command: ['tshark', '-r', file, '-q', '-z', 'conv,tcp'],
    },
    { name: 'pcap-parser, counting packets', command: script('count-packets.mjs', file) },
  ])
}

const results = []
const show = result => {
  results.push(result)
  if (!process.argv.includes('--json')) print(result)
}
const many = capture('many-flows.pcap', 2_000_000 * scale, 200_000 * scale, 560)
show(await captureRace('capture, 2 M packets in 200 k flows', many))
const few = capture('few-flows.pcap', 1_650_000 * scale, 200, 440)
show(await captureRace('capture, 1.65 M packets in 200 flows', few))

if (installed('nfdump') && installed('nfpcapd')) {
  fresh()
  spawnSync('nfpcapd', ['-r', many, '-w', nfpcapd])
  const kept = join(folder, 'nfcapd.many')
  if (!existsSync(kept)) spawnSync('nfdump', ['-R', nfpcapd, '-w', kept])
  show(
    await race('nfcapd file of that capture', kept, [
      { name: 'eastwest flows', command: eastwest('flows', kept) },
      {
        name: 'nfdump -A srcip,dstip,dstport',
        command: ['nfdump', '-r', kept, '-q', '-A', 'srcip,dstip,dstport'],
      },
    ]),
  )
}
const tsv = connTsv('conn.log', 4_700_000 * scale)
show(
  await race('Zeek conn.log, TSV', tsv, [
    { name: 'eastwest flows', command: eastwest('flows', tsv) },
    { name: 'DuckDB read_csv, two threads', command: script('duckdb.mjs', 'csv', tsv) },
    {
      name: 'mawk, the same rows',
      needs: 'mawk',
      command: ['mawk', '-F\t', '$6 == 22 || $6 == 445 || $6 == 3389 || $6 == 5985 || $6 == 135', tsv],
    },
  ]),
)
const gz = `${tsv}.gz`
if (!existsSync(gz)) spawnSync('sh', ['-c', `gzip -c '${tsv}' > '${gz}'`])
show(
  await race('the same, gzip', gz, [
    { name: 'eastwest flows', command: eastwest('flows', gz) },
    { name: 'DuckDB read_csv, two threads', command: script('duckdb.mjs', 'csv', gz) },
    {
      name: 'zcat | mawk',
      needs: 'mawk',
      command: shell(`zcat '${gz}' | mawk -F'\\t' '$6 == 22 || $6 == 445'`),
    },
  ]),
)
const json = connJson('conn.json', 1_500_000 * scale)
show(
  await race('Zeek conn.log, JSON lines', json, [
    { name: 'eastwest flows', command: eastwest('flows', json) },
    { name: 'DuckDB read_json, two threads', command: script('duckdb.mjs', 'json', json) },
  ]),
)
const demo = join(here, '../../sensors')
show(
  await race('analyze the demo site', join(demo, 'site.json'), [
    { name: 'eastwest analyze sensors', command: eastwest('analyze', demo, '--out', join(folder, 'out')) },
  ]),
)
sink.close()
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ scale, rounds, node: process.version, results }, null, 2))
