import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eastwest, folder, rows } from '../commands/cli.ts'
import { project, testPeer } from '../helpers.ts'

type Fill = (write: (piece: string | Uint8Array) => void, ...words: unknown[]) => void

/** The benchmark's code is plain JavaScript: a named export of one of its files. */
const load = async <T>(file: string, name: string): Promise<T> =>
  ((await import(project(`test/bench/inputs/${file}.mjs`))) as Record<string, T>)[name]!

/** A file as the benchmark makes it, in a folder that goes with the test. */
async function made(file: string, fill: string, ...words: unknown[]): Promise<string> {
  const pieces: Buffer[] = []
  const filling = await load<Fill>(file, fill)
  filling(piece => void pieces.push(Buffer.from(piece as string)), ...words)
  return join(folder({ input: Buffer.concat(pieces) }), 'input')
}

async function flows(...words: string[]): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await eastwest(['flows', ...words])
  expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(/reject/i) as string })
  return rows(out)
}

const count = (flows: Record<string, unknown>[], key: string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const flow of flows) counts[String(flow[key])] = (counts[String(flow[key])] ?? 0) + 1
  return counts
}

test.each([
  ['tsv', 'fillConnTsv'],
  ['json', 'fillConnJson'],
])('eastwest and its peers select the same rows of a conn.log in %s', async (kind, fill) => {
  const log = await made('conn', fill, 3000)
  const uids = (await flows(log)).map(({ uid }) => uid)
  expect(uids.length).toBeGreaterThan(200)

  const out = join(folder(), 'rows.csv')
  const head = String(kind === 'tsv' ? await load<number>('conn', 'headLines') : 0)
  execFileSync('node', [project('test/bench/peers/duckdb.mjs'), kind, log, head, '22,135,445,3389,5985', out])
  const theirs = readFileSync(out, 'utf8').trim().split('\n')
  expect(theirs.map(line => line.split(',')[1])).toEqual(uids)
})

test('the conversations of a capture of the benchmark are known by their payload', async () => {
  const shape = { packets: 6000, open: 40, each: 20, mix: ['dns', 'ssh', 'smb', 'rdp', 'tls'], bulk: 0.5 }
  const found = await flows(await made('capture', 'fillCapture', shape), '--all')
  const ended = found.filter(flow => flow.service !== 'dns' && String(flow.history).includes('F'))
  expect(count(ended, 'serviceBy')).toEqual({ payload: ended.length })
  expect(Object.keys(count(ended, 'service')).sort()).toEqual(['rdp', 'smb', 'ssh', 'tls'])
})

test('the three kinds of exports carry the same flows', async () => {
  const named = async (version: number): Promise<unknown[]> => {
    const found = await flows(await made('exports', 'fillExports', version, 400))
    return found.map(({ src, srcPort, dst, dstPort, srcBytes, dstBytes, service }) => ({ src, srcPort, dst, dstPort, srcBytes, dstBytes, service })) // prettier-ignore
  }
  const five = await named(5)
  expect(five.length).toBe(20)
  expect(await named(9)).toEqual(five)
  expect(await named(10)).toEqual(five)
})

testPeer('tshark')('tshark finds nothing wrong with a capture of the benchmark', async () => {
  const shape = { packets: 3000, open: 30, each: 30, mix: ['dns', 'ssh', 'smb', 'rdp', 'tls'], bulk: 0.3 }
  const capture = await made('capture', 'fillCapture', shape)
  const wrong = 'tcp.analysis.flags || _ws.malformed'
  expect(execFileSync('tshark', ['-r', capture, '-Y', wrong], { encoding: 'utf8', stdio: 'pipe' })).toBe('')
})

testPeer('nfcapd', 'nfdump')('the nfcapd file has every record that was sent', async () => {
  const file = join(folder(), 'nfcapd')
  await (
    await load<(file: string, count: number) => Promise<void>>('nfcapd', 'makeNfcapd')
  )(file, 2000)
  expect((await flows(file)).length).toBe(100)
})
