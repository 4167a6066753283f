// How a run of analyze ends that could not do all that it was asked for.
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { analyze, monday, story } from './analyzed.ts'
import { connLog, eastwest, folder, rows } from './cli.ts'

vi.setConfig({ testTimeout: 60_000 })

test('what could not be read is in the report, and the exit code is 1', async () => {
  const at = folder({ 'hq/conn.log': `${connLog(story())}not a row\n` })
  const { code, err, read } = await analyze(at, [join(at, 'hq'), join(at, 'gone'), '--quiet'])
  expect(code).toBe(1)
  expect(err).toBe(`eastwest: ${join(at, 'gone')}: there is no such file or folder; check the path\n`)
  expect(rows(read('rejects.jsonl')).map(({ file }) => file)).toEqual([
    join(at, 'gone'),
    join(at, 'hq', 'conn.log'),
  ])
  const limited = await analyze(at, [join(at, 'hq'), '--max-rejects', '0', '--quiet'])
  expect(limited).toMatchObject({ code: 1, err: expect.stringMatching(/^eastwest: 1 records? were rejected, more than --max-rejects 0 allows; \S+rejects\.jsonl says which and why\n$/) }) // prettier-ignore
})

test.each([
  ['log/conn.log/x', 'ENOTDIR'],
  ['nowhere/x/y', 'EEXIST'],
  ['/proc/x', 'ENOENT'],
])('results cannot go to %s: an error before anything is read', async (path, code) => {
  const at = folder({ 'log/conn.log': connLog(story()) })
  symlinkSync('gone', join(at, 'nowhere'))
  const out = path.startsWith('/') ? path : join(at, path)
  expect(await eastwest(['analyze', join(at, 'log'), '--out', out])).toEqual({
    code: 3,
    out: '',
    err: `eastwest: ${out}: cannot be written (${code}); choose another folder with --out\n`,
  })
})

test('days that the records do not have are wrong usage, and earlier results stay as they are', async () => {
  const at = folder({ 'conn.log': connLog([{ ts: monday }, { ts: monday + 86_400 }]) })
  const [path, out] = [join(at, 'conn.log'), join(at, 'out')]
  await eastwest(['analyze', path, '--out', out])
  const before = readFileSync(join(out, 'run.json'), 'utf8')
  const { code, err } = await eastwest([
    'analyze',
    path,
    '--out',
    out,
    '--evaluate',
    '2001-01-01..2001-01-05',
  ])
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(/^eastwest: --evaluate names no day of these records: nothing to judge: the flows span/m) }) // prettier-ignore
  expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe(before)
})

test('a verdict on narrowed records says so', async () => {
  const path = join(folder({ 'conn.log': connLog([{ ts: monday }]) }), 'conn.log')
  const narrowed = await eastwest(['analyze', path, '--out', join(path, '../out'), '--service', 'ssh'])
  expect(narrowed.out).toContain('narrowed to some hosts, ports or services')
  const whole = await eastwest(['analyze', path, '--out', join(path, '../out')])
  expect(whole.out).not.toContain('narrowed to')
})

test('where all there is to read are earlier results, it is said', async () => {
  const at = folder({ 'results/incidents.jsonl': '' })
  const { code, err } = await eastwest(['analyze', at, '--out', join(at, 'results')])
  expect({ code, err }).toEqual({
    code: 1,
    err: `eastwest: ${at}: nothing to read (results in ${join(at, 'results')} are no input); name files or folders with records\n`,
  })
})

test('nothing temporary is left, whether a run ends well or not', async () => {
  const temporary = folder()
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => void vi.unstubAllEnvs())
  const at = folder({ 'conn.log': connLog(story()) })
  writeFileSync(join(at, 'damaged.log'), connLog(story()).slice(0, -20))
  const before = readdirSync(temporary)
  await analyze(at, [at])
  await eastwest(['analyze', at, '--service', 'shh', '--out', join(at, 'results')])
  expect(readdirSync(temporary)).toEqual(before)
})
