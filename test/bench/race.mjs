// Whole processes on the same input, in turn, and the median of their times.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const rounds = Number(process.env.EASTWEST_BENCH_ROUNDS ?? 3)
/** Seconds after which a contestant is stopped. */
const limit = 300
const succeeds = (...command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0
export const installed = program => succeeds('sh', '-c', `command -v ${program}`)
/** GNU time tells the peak and the processor time of a process and its children; without it neither is told. */
const gnuTime = ['env', 'time', '-f', '%M %U %S']
const measured = succeeds(...gnuTime, 'true')

let running
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    stop()
    process.exit(1)
  })

/** Each contestant has a process group of its own, so that its children end with it. */
function stop() {
  if (running && running.exitCode === null && running.signalCode === null)
    process.kill(-running.pid, 'SIGKILL')
}

/** Runs a command with its output thrown away: seconds on the clock, seconds of processors, MiB at the peak. */
export function run(command) {
  const whole = measured ? [...gnuTime, ...command] : command
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint()
    running = spawn(whole[0], whole.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    let said = ''
    let late = false
    const timer = setTimeout(() => ((late = true), stop()), limit * 1000)
    running.on('error', reject)
    running.stderr.on('data', text => (said = (said + text).slice(-2000)))
    running.on('close', code => {
      clearTimeout(timer)
      const seconds = Number(process.hrtime.bigint() - begin) / 1e9
      if (late) resolve({ seconds: Infinity })
      else if (code) resolve({ seconds: NaN, failure: `${command.join(' ')} ended with ${code}: ${said}` })
      else resolve({ seconds, ...usage(said) })
    })
  })
}

/** What GNU time says in its last line. */
function usage(said) {
  if (!measured) return {}
  const [kibibytes, user, system] = said.trim().split('\n').at(-1).split(' ').map(Number)
  return { processor: user + system, mebibytes: kibibytes / 1024 }
}

const isOut = ({ seconds }) => !Number.isFinite(seconds)
const median = values => [...values].sort((a, b) => a - b)[values.length >> 1]

/**
 * Contestants { name, command, needs?, before? } take turns, so that a slow minute of the machine hits all; the first
 * is the measure of the others. `count` is how many `unit`s (packets, records) the input has.
 */
export async function race({ title, input, count, unit, contestants }) {
  const there = contestants.filter(({ needs }) => !needs || installed(needs))
  const results = there.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [i, { command, before }] of there.entries()) {
      // Who failed or was too slow once is not asked again.
      if (results[i].some(isOut)) continue
      before?.()
      const result = await run(command)
      results[i].push(result)
      if (result.failure) console.error(result.failure)
    }
  const rows = there.map(({ name }, i) => ({
    name,
    seconds: results[i].find(isOut)?.seconds ?? median(results[i].map(run => run.seconds)),
    processor: median(results[i].map(run => run.processor)),
    mebibytes: Math.max(...results[i].map(run => run.mebibytes)),
  }))
  const missing = contestants.filter(each => !there.includes(each)).map(({ name }) => name)
  return { title, megabytes: sizeOf(input) / 1e6, count, unit, rows, missing }
}

function sizeOf(path) {
  const found = statSync(path)
  if (!found.isDirectory()) return found.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

export const tooSlow = `> ${limit}`
