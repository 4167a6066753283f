import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { project } from '../helpers.ts'
import { connLog, eastwest, folder } from './cli.ts'

const names = ['a.jsonl', 'b.jsonl', 'c.html']
const built = project('node_modules/.results-folder-test')

/** A process that writes run after run into a folder: each file holds its run's number, many times. */
const writer = `
import { ResultsFolder } from './results-folder.js'
const [out, first, last] = process.argv.slice(2)
for (let run = Number(first); run <= Number(last); run++) {
  const folder = await ResultsFolder.open(out, ${JSON.stringify(names)})
  for (const name of ${JSON.stringify(names)}) folder.write(name, Array(50).fill(run + '\\n'))
  folder.commit()
  folder.close()
  if (run === Number(first)) console.log('one is there')
}
`

beforeAll(() => {
  execFileSync(project('node_modules/.bin/rolldown'), [
    ...[project('src/commands/results-folder.ts'), '--dir', built, '--platform', 'node'],
    ...['--external', '@duckdb/node-api', '--logLevel', 'silent'],
  ])
  writeFileSync(join(built, 'writer.js'), writer)
})

function write(out: string, first: number, last: number): ChildProcess {
  const child = spawn(process.execPath, [join(built, 'writer.js'), out, `${first}`, `${last}`])
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

const ended = (child: ChildProcess) => new Promise(resolve => child.once('exit', resolve))

/** The runs that the lines of a folder's files are of. */
const runsIn = (out: string) => new Set(names.flatMap(name => readFileSync(join(out, name), 'utf8').split('\n').filter(Boolean))) // prettier-ignore
const whole = (out: string) => names.map(name => readFileSync(join(out, name), 'utf8').split('\n').length)

test('killed at any moment, a folder holds the files of one run, whole, and the next run removes what is left', async () => {
  const at = folder()
  const out = join(at, 'out')
  for (let kill = 0; kill < 10; kill++) {
    const child = write(out, kill * 10_000, kill * 10_000 + 9_999)
    await new Promise(resolve => child.stdout!.once('data', resolve))
    await new Promise(resolve => setTimeout(resolve, (kill * 37) % 100))
    child.kill('SIGKILL')
    await ended(child)
    expect(runsIn(out).size).toBe(1)
    expect(whole(out)).toEqual([51, 51, 51])
  }
  await ended(write(out, 999_999, 999_999))
  expect([...runsIn(out)]).toEqual(['999999'])
  const left = readdirSync(join(out, '.eastwest')).map(name => name.replace(/\d+/, 'N'))
  expect(left.sort()).toEqual(['current', 'lock', 'set-N'])
})

test('files that an earlier version wrote into the folder itself stay until all are replaced at once', async () => {
  const out = folder(Object.fromEntries(names.map(name => [name, '0\n'.repeat(50)])))
  writeFileSync(join(out, 'notes.txt'), 'mine')
  const child = write(out, 1, 1)
  const end = ended(child).then(() => false)
  for (let running = true; running;) {
    expect(runsIn(out).size).toBeLessThanOrEqual(2)
    running = await Promise.race([end, new Promise<boolean>(resolve => setTimeout(resolve, 1, true))]) // prettier-ignore
  }
  expect([...runsIn(out)]).toEqual(['1'])
  expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine')
})

test('while a run holds its folder, another is refused by the holder’s number, and not after it was killed', async () => {
  const at = folder({ 'conn.log': connLog([{ ts: 1e9 }]) })
  const out = join(at, 'out')
  const holder = spawn(process.execPath, [project('dist/main.js'), 'analyze', '-', '--out', out], { cwd: at })
  onTestFinished(() => void holder.kill('SIGKILL'))
  holder.stdin.on('error', () => {})
  holder.stdin.write(connLog(Array.from({ length: 20_000 }, (_, i) => ({ ts: 1e9 + i }))))
  const analyze = () =>
    spawnSync(process.execPath, [project('dist/main.js'), 'analyze', 'conn.log', '--out', out, '--quiet'], { cwd: at, encoding: 'utf8' }) // prettier-ignore
  while (!existsSync(join(out, '.eastwest', 'holder'))) await new Promise(resolve => setTimeout(resolve, 20))
  const { status, stderr } = analyze()
  expect(stderr).toMatch(
    new RegExp(
      `^eastwest: ${out}: process ${holder.pid} writes its results into this folder since \\d{4}-\\S+Z; `,
    ),
  )
  expect(status).toBe(2)
  holder.kill('SIGKILL')
  await ended(holder)
  expect(analyze().status).toBe(0)
})

test.each([
  ['a link to a folder', (out: string) => (mkdirSync(`${out}-real`), symlinkSync(`${out}-real`, out)), 'is a link'],
  ['a link to nowhere', (out: string) => symlinkSync('gone', out), 'is a link'],
  ['a file', (out: string) => writeFileSync(out, ''), 'is no folder'],
  ['a FIFO', (out: string) => execFileSync('mkfifo', [out]), 'is no folder'],
  ['a folder with a link in a file’s place', (out: string) => (mkdirSync(out), symlinkSync('/dev/full', join(out, 'report.html'))), 'is no regular file'],
  ['a folder with a FIFO in a file’s place', (out: string) => (mkdirSync(out), execFileSync('mkfifo', [join(out, 'run.json')])), 'is no regular file'],
  ['a folder with a link in the place of the sets', (out: string) => (mkdirSync(out), symlinkSync('/tmp', join(out, '.eastwest'))), 'is a link'],
] as const)('results go to no %s', async (_, make, words) => {
  const at = folder({ 'log/conn.log': connLog([{ ts: 1e9 }]) })
  const out = join(at, 'out')
  make(out)
  const ran = await eastwest(['analyze', join(at, 'log'), '--out', out])
  expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining(words) })
}) // prettier-ignore

const disk = folderOfOwnDisk()
function folderOfOwnDisk(): string | undefined {
  const at = `/tmp/eastwest-disk-${process.pid}`
  mkdirSync(at, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', at]).status === 0
  if (!mounted) rmSync(at, { recursive: true })
  return mounted ? at : undefined
}

test.skipIf(disk === undefined)(
  'a full disk leaves the earlier results whole, and is an engine failure',
  async () => {
    onTestFinished(() => {
      spawnSync('umount', [disk!])
      rmSync(disk!, { recursive: true })
    })
    const at = folder({ 'conn.log': connLog([{ ts: 1e9 }]) })
    const argv = ['analyze', join(at, 'conn.log'), '--out', join(disk!, 'out'), '--quiet']
    expect((await eastwest(argv)).code).toBe(0)
    const files = () => readdirSync(join(disk!, 'out')).filter(name => !name.startsWith('.')).map(name => readFileSync(join(disk!, 'out', name), 'utf8')) // prettier-ignore
    const before = files()
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk!, 'filler')}`, 'bs=1k'])
    expect(await eastwest(argv)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/cannot be (written|held).*ENOSPC|No space left/),
    })
    expect(files()).toEqual(before)
  },
)

test('the temporary folder of a run that was killed is removed by the next one, a living one’s stays', async () => {
  const at = folder({ 'conn.log': connLog([{ ts: 1e9 }]) })
  const temporary = folder()
  const run = () => {
    const child = spawn(process.execPath, [project('dist/main.js'), 'analyze', '-', '--out', join(at, `${Math.random()}`)], { env: { ...process.env, TMPDIR: temporary } }) // prettier-ignore
    onTestFinished(() => void child.kill('SIGKILL'))
    child.stdin.on('error', () => {})
    child.stdin.write(connLog(Array.from({ length: 20_000 }, (_, i) => ({ ts: 1e9 + i }))))
    return child
  }
  const count = async (wanted: number) => {
    while (readdirSync(temporary).length !== wanted) await new Promise(resolve => setTimeout(resolve, 20))
  }
  const killed = run()
  await count(1)
  const [left] = readdirSync(temporary)
  killed.kill('SIGKILL')
  await ended(killed)
  expect(readdirSync(temporary)).toEqual([left])
  run()
  while (readdirSync(temporary).includes(left!)) await new Promise(resolve => setTimeout(resolve, 20))
  await count(1)
  const [living] = readdirSync(temporary)
  run()
  await count(2)
  expect(readdirSync(temporary)).toContain(living)
})

test('a copy that followed links takes the files of a run, as its original does', async () => {
  const at = folder()
  const [out, copy] = [join(at, 'out'), join(at, 'copy')]
  await ended(write(out, 1, 1))
  cpSync(out, copy, { recursive: true, dereference: true })
  await ended(write(copy, 2, 2))
  expect([[...runsIn(out)], [...runsIn(copy)]]).toEqual([['1'], ['2']])
  expect(readdirSync(join(copy, '.eastwest')).sort()).toEqual(
    readdirSync(join(out, '.eastwest'))
      .sort()
      .map(name => (name === 'set-1' ? (expect.stringMatching(/^set-/) as string) : name)),
  )
})
