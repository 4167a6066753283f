import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testPeer } from '../helpers.ts'
import { connLog, eastwest, folder, rows } from './cli.ts'

const log = connLog([
  { ts: 1_000_000_000 },
  { ts: 1_000_000_060, src: '10.0.0.3', service: '-', port: 3389 },
  { ts: 1_000_000_120, dst: '192.0.2.9', service: 'dns', port: 53 },
])

test('flows prints remote services as JSON lines, one key order for all', async () => {
  const at = folder({ 'conn.log': log })
  const { code, out, err } = await eastwest(['flows', join(at, 'conn.log')])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(rows(out)).toMatchObject([
    { sensor: 'conn.log', uid: 'C0', start: 1e9, src: '10.0.0.1', dst: '10.0.0.2', service: 'ssh', serviceBy: 'sensor' },
    { uid: 'C1', src: '10.0.0.3', dstPort: 3389, service: 'rdp', serviceBy: 'port', state: 'established' },
  ]) // prettier-ignore
  expect(Object.keys(rows(out)[0]!).join(' ')).toBe(
    'sensor space uid communityId start duration src srcPort dst dstPort protocol service serviceBy ' +
      'state history srcBytes dstBytes srcPackets dstPackets direction vlan tunnel inInterface outInterface vrf srcAs dstAs',
  )
})

const narrowed: [string, string[]][] = [
  ['--all', ['C0', 'C1', 'C2']],
  ['--all --service dns', ['C2']],
  ['--service rdp --service ssh', ['C0', 'C1']],
  ['--service rdp,ssh --host 10.0.0.3', ['C1']],
  ['--host 10.0.0.0/31', ['C0']],
  ['--host 192.0.2.9 --host 10.0.0.3 --all', ['C1', 'C2']],
  ['--from 2001-09-09T01:47:40Z', ['C1']],
  ['--to 1000000060', ['C0']],
  ['--from 2001-09-09 --to 2001-09-10', ['C0', 'C1']],
  ['--from 2001-09-10', []],
]

test.each(narrowed)('flows %s leaves the flows that are asked for', async (options, uids) => {
  const at = folder({ 'conn.log': log })
  const { code, out } = await eastwest(['flows', ...options.split(' '), join(at, 'conn.log')])
  expect({ code, uids: rows(out).map(({ uid }) => uid) }).toEqual({ code: 0, uids })
})

test.each(['tsv', 'csv'])('flows --format %s names its columns in the first line', async format => {
  const at = folder({ 'conn.log': log })
  const { out } = await eastwest(['flows', '--format', format, join(at, 'conn.log')])
  const [head, ...lines] = out.replace(/\n$/, '').split('\n')
  const cells = (line: string) => line.split(format === 'tsv' ? '\t' : ',')
  expect(cells(head!).slice(0, 3)).toEqual(['sensor', 'space', 'uid'])
  expect(lines.map(line => cells(line).length)).toEqual([27, 27])
})

const sshLog = (client: string): string =>
  JSON.stringify({
    _path: 'ssh', ts: 1e9, uid: 'C0', 'id.orig_h': '10.0.0.1', 'id.orig_p': 40000, 'id.resp_h': '10.0.0.2', 'id.resp_p': 22,
    version: 2, auth_success: true, client, server: 'SSH-2.0-x',
  }) // prettier-ignore

test('nothing to print is said on standard error, unless it shall be quiet', async () => {
  const path = join(folder({ 'conn.log': log }), 'conn.log')
  const said = async (...words: string[]) => (await eastwest([...words, path])).err
  expect(await said('flows', '--port', '5900')).toBe(
    'eastwest: the input has no flow of a remote service that was asked for\n',
  )
  expect(await said('events')).toBe('eastwest: the input has no event that was asked for\n')
  expect(await said('flows', '--port', '5900', '--quiet')).toBe('')
})

test('events prints what was decoded inside flows', async () => {
  const at = folder({ 'conn.log': log, 'ssh.log': `${sshLog('SSH-2.0-OpenSSH_9.2')}\n` })
  const { code, out } = await eastwest(['events', at, '--quiet'])
  expect(code).toBe(0)
  expect(rows(out).map(({ kind, uid, src, service }) => [kind, uid, src, service])).toEqual(
    expect.arrayContaining([
      ['login', 'C0', '10.0.0.1', 'ssh'],
      ['client', 'C0', '10.0.0.1', 'ssh'],
    ]),
  )
})

test('text from the wire cannot act in a terminal, a TSV column or a spreadsheet', async () => {
  const at = folder({ 'ssh.log': `${sshLog('=cmd|calc\t\x1b]0;x\x07\u202e')}\n` })
  for (const format of ['jsonl', 'tsv', 'csv']) {
    const { out } = await eastwest(['events', join(at, 'ssh.log'), '--format', format, '--quiet'])
    expect(out).toContain('=cmd|calc')
    expect(out).not.toMatch(/[\x1b\x07\u202e]|(^|,)"?=/m)
  }
})

test('compressed and piped input gives the same flows', async () => {
  const bytes = Buffer.from(log)
  const gz = gzipSync(bytes)
  const at = folder({
    plain: bytes,
    packed: gz,
    'two/members': Buffer.concat([gzipSync(bytes.subarray(0, 99)), gzipSync(bytes.subarray(99))]),
  })
  const uids = async (path: string, stdin: Uint8Array[] = []) =>
    rows((await eastwest(['flows', path], { stdin })).out).map(({ uid }) => uid)
  for (const name of ['plain', 'packed', 'two/members'])
    expect(await uids(join(at, name))).toEqual(['C0', 'C1'])
  for (const content of [bytes, gz]) {
    expect(await uids('-', [content])).toEqual(['C0', 'C1'])
    expect(
      await uids(
        '-',
        [...content].map(byte => Uint8Array.of(byte)),
      ),
    ).toEqual(['C0', 'C1'])
  }
})

testPeer('zstd')('zstd’s own output gives the same flows', async () => {
  const at = folder({ plain: log })
  for (const level of ['-1', '-19', '--ultra', '--no-check']) {
    execFileSync('zstd', ['-q', '-f', level, join(at, 'plain'), '-o', join(at, 'packed')])
    const { out } = await eastwest(['flows', join(at, 'packed')])
    expect(rows(out).map(({ uid }) => uid)).toEqual(['C0', 'C1'])
  }
})

test('a gzip stream cut anywhere gives what came before, and says so', async () => {
  const long = connLog(Array.from({ length: 2000 }, (_, i) => ({ ts: 1e9 + i * 7.31 })))
  const gz = gzipSync(long)
  const at = folder({ 'cut.gz': gz.subarray(0, gz.length >> 1) })
  const { code, out, err } = await eastwest(['flows', join(at, 'cut.gz')])
  expect(code).toBe(0)
  expect(rows(out).length).toBeGreaterThan(500)
  expect(err).toMatch(
    /cut\.gz: offset \d+: the gzip stream is damaged or cut; what came before is read; copy the file again/,
  )
  const limited = await eastwest(['flows', join(at, 'cut.gz'), '--max-rejects', '0', '--quiet'])
  expect(limited.code).toBe(1)
  expect(limited.err).toMatch(/^eastwest: \d records? were rejected, more than --max-rejects 0 allows; /)
})

test('what can be read is read beside what cannot, and the exit code is 1', async () => {
  const at = folder({ 'conn.log': log, 'note.txt': 'hello', 'docs/README': 'x' })
  const paths = ['note.txt', 'none', 'conn.log', 'docs'].map(path => join(at, path))
  const { code, out, err } = await eastwest(['flows', ...paths])
  expect({ code, flows: rows(out).length }).toEqual({ code: 1, flows: 2 })
  for (const path of ['note.txt', 'none', 'docs']) expect(err).toContain(`eastwest: ${join(at, path)}: `)
})

test('a reader of standard output that goes away ends the command quietly', async () => {
  const at = folder({ 'conn.log': log })
  expect(await eastwest(['flows', join(at, 'conn.log')], { writes: 0 })).toEqual({
    code: 0,
    out: '',
    err: '',
  })
})

test('progress is shown on a terminal alone, and not with --quiet', async () => {
  const at = folder({ 'conn.log': connLog(Array.from({ length: 60_000 }, (_, i) => ({ ts: 1e9 + i }))) })
  const err = async (quiet: string[], terminal: boolean) =>
    (
      await eastwest(['flows', '--host', '10.0.0.1', '--to', '1000000001', join(at, 'conn.log'), ...quiet], {
        terminal,
      })
    ).err
  expect(await err([], true)).toMatch(/^(\r\x1b\[2Kreading \d+( of \d+)? MB {2}\S*conn\.log)+\r\x1b\[2K$/)
  expect(await err(['--quiet'], true)).toBe('')
  expect(await err([], false)).toBe('')
})
