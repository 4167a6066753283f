import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test, vi } from 'vitest'
import { eastwest, folder } from '../commands/cli.ts'
import { testShared, shared } from '../helpers.ts'

vi.setConfig({ testTimeout: 60_000 })

const header =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const rows = Array.from(
  { length: 2500 },
  (_, i) =>
    `2 1 eni-1 10.0.${i >> 8}.${i & 255} 10.9.9.9 ${1024 + i} 22 6 9 900 ${1.7e9 + i} ${1.7e9 + i + 5} ACCEPT OK`,
)

/** The same records as text and as Parquet, the latter under a name that means many files to a shell. */
async function both(): Promise<string> {
  const at = folder({ 'text/vpc.log': [header, ...rows, ''].join('\n') })
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const columns = header.split(' ').map(name => name.replace('-', '_'))
  const types = columns.map(name => `'${name}': 'VARCHAR'`).join(', ')
  const text = `read_csv('${at}/text/vpc.log', delim=' ', header=true, auto_detect=false, columns={${types}})`
  const casts = `* REPLACE (start::BIGINT AS start, "end"::BIGINT AS "end", srcport::INTEGER AS srcport)`
  await connection.run(
    `COPY (SELECT ${casts} FROM ${text}) TO '${at}/text/../it''s [1].parquet' (FORMAT parquet)`,
  )
  connection.closeSync()
  return at
}

test('a VPC flow log in Parquet gives the flows that its text gives', async () => {
  const at = await both()
  const read = async (path: string) => {
    const { code, out } = await eastwest(['flows', path, '--quiet'])
    return {
      code,
      rows: out
        .replace(/"sensor":"[^"]*"/g, '')
        .split('\n')
        .sort(),
    }
  }
  const text = await read(join(at, 'text'))
  expect(text.rows.length).toBe(2501)
  expect(await read(join(at, "it's [1].parquet"))).toEqual(text)
  copyFileSync(join(at, "it's [1].parquet"), join(at, 'a\\*b\\.parquet'))
  expect(await read(join(at, 'a\\*b\\.parquet'))).toEqual(text)
})

test.each([
  '~',
  'file:',
  's3:',
  '~/x',
  'a*b?[c]',
  '{a,b}',
  '\\*',
  '**',
  "\"''",
  'day=1',
  '\u00fc',
  'new\nline',
])('in a folder called %j the right Parquet file is read', async name => {
  const at = await both()
  const other = folder({ [`${name}/other.parquet`]: readFileSync(join(at, "it's [1].parquet")) })
  const before = process.cwd()
  process.chdir(other)
  try {
    const run = await eastwest(['flows', `${name}/other.parquet`, '--quiet'])
    expect({ code: run.code, rows: run.out.split('\n').length }).toEqual({ code: 0, rows: 2501 })
  } finally {
    process.chdir(before)
  }
})

test('a Parquet file whose name is no UTF-8 is read', async () => {
  const at = await both()
  const bytes = Buffer.concat([Buffer.from(`${at}/odd/`), Buffer.of(0xff, 0xfe), Buffer.from('.parquet')])
  mkdirSync(join(at, 'odd'))
  copyFileSync(join(at, "it's [1].parquet"), bytes)
  const { code, out } = await eastwest(['flows', join(at, 'odd'), '--quiet'])
  expect({ code, rows: out.split('\n').length }).toEqual({ code: 0, rows: 2501 })
})

test('a Parquet file that is cut says so, and a folder is read without it', async () => {
  const at = await both()
  const whole = readFileSync(join(at, "it's [1].parquet"))
  for (const size of [100, whole.length - 1]) {
    writeFileSync(join(at, 'text/cut.parquet'), whole.subarray(0, size))
    const alone = await eastwest(['flows', join(at, 'text/cut.parquet')])
    expect({ code: alone.code, err: alone.err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('Parquet'),
    })
    const { code, out, err } = await eastwest(['flows', join(at, 'text')])
    expect({ code, rows: out.split('\n').length }).toEqual({ code: 0, rows: 2501 })
    expect(err).toContain('the Parquet file is damaged')
  }
})

testShared('AWS’s own Parquet is a flow and what it says of gaps', async () => {
  const file = shared('corpora/flows-labelled/flowlogs-reader/flows.parquet')
  const { code, out, err } = await eastwest(['flows', file, '--all'])
  expect({ code, rows: out.trim().split('\n').length }).toEqual({ code: 0, rows: 1 })
  expect(JSON.parse(out)).toMatchObject({ src: '192.0.2.1', dst: '198.51.100.1', dstBytes: 840 })
  expect(err).toMatch(/NODATA|SKIPDATA/)
})
