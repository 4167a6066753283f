import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
