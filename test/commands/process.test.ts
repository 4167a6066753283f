import { spawn, spawnSync } from 'node:child_process'
import { closeSync, constants as files, openSync, readdirSync, symlinkSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { version } from '../../src/version.ts'
import { project } from '../helpers.ts'
import { connLog, folder } from './cli.ts'

const program = project('dist/main.js')
const shell = (command: string, at: string) =>
  spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
    cwd: at,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: at },
  })

const log = connLog(Array.from({ length: 20_000 }, (_, i) => ({ ts: 1e9 + i })))

test('the installed program answers through the link that npm makes', () => {
  const at = folder()
  symlinkSync(program, join(at, 'eastwest'))
  const { stdout, status } = shell(`node ./eastwest --version`, at)
  expect({ stdout, status }).toEqual({ stdout: `${version}\n`, status: 0 })
})

test('a pipe that closes early ends the command quietly', () => {
  const at = folder({ 'conn.log': log })
  const { stdout, stderr, status } = shell(`node ${program} flows conn.log | head -n 1`, at)
  expect(stdout.split('\n').length).toBe(2)
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
})

test('a full disk behind standard output is an engine failure', () => {
  const at = folder({ 'conn.log': log })
  const { stderr, status } = shell(`node ${program} flows conn.log > /dev/full`, at)
  expect({ stderr, status }).toEqual({
    stderr: 'eastwest: standard output cannot be written (ENOSPC); is there room?\n',
    status: 3,
  })
})

test('a reader that is slow gets all that is said on standard error', () => {
  const at = folder()
  const names = Array.from({ length: 400 }, (_, i) => join(at, `${'x'.repeat(200)}${i}.log`))
  const bytes = (reader: string) =>
    Number(shell(`node ${program} flows --unknown='${names.join(',')}' 2>&1 | ${reader}`, at).stdout)
  expect(bytes('wc -c')).toBeGreaterThan(2 ** 16)
  expect(bytes('(sleep 2; wc -c)')).toBe(bytes('wc -c'))
})

test('pipes that a shell opens are read like files', () => {
  const at = folder({ 'conn.log': log })
  const count = (command: string) => Number(shell(`${command} | wc -l`, at).stdout)
  expect(count(`node ${program} flows <(gzip -c conn.log)`)).toBe(20_000)
  expect(count(`node ${program} flows - < conn.log`)).toBe(20_000)
  expect(count(`cat conn.log | node ${program} flows /dev/stdin`)).toBe(20_000)
})

test('a signal ends a run, and what was temporary goes', async () => {
  const at = folder({ 'conn.log': log })
  const temporary = folder()
  const argv = [program, 'analyze', join(at, 'conn.log'), '-', '--out', join(at, 'out')]
  // Standard input stays open, so that the run waits in the middle: its store is there, its files are not.
  const child = spawn(process.execPath, argv, { env: { ...process.env, TMPDIR: temporary } })
  child.stdin.on('error', () => {})
  child.stdin.write(log)
  while (!readdirSync(temporary).length) await new Promise(resolve => setTimeout(resolve, 20))
  child.kill('SIGTERM')
  const code = await new Promise(resolve => child.on('exit', resolve))
  expect(code).toBe(143)
  expect(readdirSync(temporary)).toEqual([])
})

/** Starts the program, sends it a signal once `ready`, and gives how it ended and what it said. */
async function signalled(argv: readonly string[], signal: NodeJS.Signals, ready: () => boolean) {
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  let err = ''
  let out = 0
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.length))
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()))
  const started = Date.now()
  while (!(ready() || out) && Date.now() - started < 20_000) await sleep(20)
  await sleep(500)
  child.kill(signal)
  const [code, by] = await new Promise<[number | null, string | null]>(resolve =>
    child.on('close', (code, by) => resolve([code, by])),
  )
  // Where the machine is slow the program ends as by the signal alone, which a shell reports alike.
  return { code: code ?? 128 + constants.signals[by as NodeJS.Signals], err }
}

/** Whether somebody reads a pipe: then it is open for writing from now on, and nothing is written. */
function hasReader(pipe: string): boolean {
  try {
    const descriptor = openSync(pipe, files.O_WRONLY | files.O_NONBLOCK)
    onTestFinished(() => closeSync(descriptor))
    return true
  } catch {
    return false
  }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends a run that waits for a pipe', async signal => {
  const at = folder()
  const pipe = join(at, 'pipe')
  spawnSync('mkfifo', [pipe])
  const { code, err } = await signalled(['flows', pipe], signal, () => hasReader(pipe))
  expect(code).toBe(128 + constants.signals[signal])
  expect(err).toMatch(new RegExp(`^eastwest: ended by ${signal} while .*; nothing was written\n$`))
})

test('a signal in the middle of reading says what was printed', async () => {
  const at = folder({ 'conn.log': log.repeat(20) })
  const path = join(at, 'conn.log')
  expect(await signalled(['flows', path], 'SIGINT', () => false)).toMatchObject({
    code: 130,
    err: expect.stringMatching(
      /ended by SIGINT while reading .*conn\.log; \d+ bytes were printed\n$/,
    ) as string,
  })
})

test('a heap that overflows is a message and an engine failure', () => {
  const at = folder({ 'conn.log': log })
  const { stderr, status } = shell(
    `NODE_OPTIONS=--max-old-space-size=12 node ${program} analyze conn.log`,
    at,
  )
  expect(stderr).toContain('eastwest: out of memory: read fewer files')
  expect(status).toBe(3)
})
