import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../helpers.ts'
import { connLog, eastwest, folder, type Conn } from './cli.ts'

/** The program as it is published, in a folder that goes with the test. */
function built(): string {
  const at = folder()
  symlinkSync(project('node_modules'), join(at, 'node_modules'))
  copyFileSync(project('package.json'), join(at, 'package.json'))
  const { scripts } = JSON.parse(readFileSync(project('package.json'), 'utf8')) as {
    scripts: { build: string }
  }
  const words = scripts.build.replace('--dir dist', `--dir ${join(at, 'dist')}`).split(' ')
  execFileSync(project(`node_modules/.bin/${words[0]}`), words.slice(1), {
    cwd: project(''),
    stdio: 'ignore',
  })
  return join(at, 'dist')
}

const row = (i: number): Conn =>
  i % 50
    ? { ts: 1.8e9 + i / 2, src: `10.0.${i % 7}.5`, dst: `10.9.0.${i % 250}`, port: 443, service: 'ssl' }
    : { ts: 1.8e9 + i / 2, src: `10.0.${i % 7}.5`, dst: `10.8.0.${i % 250}` }
/** 19 MB: more than is read before threads begin. */
const text = connLog(Array.from({ length: 240_000 }, (_, i) => row(i)))
const log = `${text}garbled\n${text.slice(0, 1_000_000)}`

/** The same rows as objects, and a connection that is no Zeek's. */
const names = /^#fields\t(.*)$/m.exec(text)![1]!.split('\t')
const objects = text
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'))
  .map(line => JSON.stringify(Object.fromEntries(line.split('\t').map((value, i) => [names[i], /^[\d.]+$/.test(value) && !names[i]!.endsWith('_h') ? Number(value) : value])))) // prettier-ignore
const json = [...objects.slice(0, 100_000), '', '{}', '', ...objects.slice(0, 2000), ''].join('\n')

test.skipIf(availableParallelism() < 2)(
  'the built program, with its threads, prints what one thread does, and says where a thread failed',
  async () => {
    const dist = built()
    const at = folder({ 'conn.log': log })
    const run = (...words: string[]) => spawnSync('node', [join(dist, 'main.js'), ...words], { cwd: at, encoding: 'utf8', maxBuffer: 1 << 28 }) // prettier-ignore
    const path = join(at, 'conn.log')
    const { status, stdout, stderr } = run('flows', path)
    expect({ code: status, out: stdout, err: stderr }).toEqual(await eastwest(['flows', path]))
    const asJson = join(folder({ 'conn.log': json }), 'conn.log')
    expect(run('flows', asJson).stdout).toBe((await eastwest(['flows', asJson])).out)
    const judged = run('analyze', path, '--out', join(at, 'one'), '--format', 'jsonl')
    const alone = await eastwest(['analyze', path, '--out', join(at, 'two'), '--format', 'jsonl'])
    expect({ code: judged.status, out: judged.stdout, err: judged.stderr.replaceAll('one', 'two') }).toEqual(
      alone,
    )
    const rejects = (out: string) => readFileSync(join(at, out, 'rejects.jsonl'), 'utf8')
    expect(rejects('one')).toBe(rejects('two'))

    writeFileSync(join(dist, 'sieve-thread.js'), 'throw new Error("out of luck")')
    expect(run('flows', path, '--quiet')).toMatchObject({
      status: 3,
      stderr: 'eastwest: a thread that reads conn.log failed: out of luck\n',
    })
  },
)
