import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Io } from '../../src/io.ts'
import { run } from '../../src/main.ts'
import { formats } from '../../src/read/pick.ts'
import { connLog, eastwest, folder } from './cli.ts'

const known = `What can be read: ${formats()}`

const wrong: [string, RegExp][] = [
  ['anlyze x', /unknown command 'anlyze'\n\(Did you mean analyze\?\)/],
  ['flows', /missing required argument 'PATH'/],
  ['flows x --formt tsv', /unknown option '--formt'\n\(Did you mean --format\?\)\n\(eastwest flows --help/],
  ['flows x --format jsonk', /^eastwest: there is no format "jsonk"; did you mean "jsonl"\?\n$/],
  ['flows x --format yaml', /^eastwest: there is no format "yaml"; known are jsonl, tsv, csv\n$/],
  ['analyze x --format html', /^eastwest: there is no format "html"; known are /],
  ['flows LOG --service shh', /^eastwest: there is no service "shh"; did you mean "ssh"\?\n$/],
  ['events LOG --service zzzzzz', /^eastwest: there is no service "zzzzzz"; known are ssh, rdp, smb, /],
  ['flows x --host 10.1.2', /^eastwest: --host 10\.1\.2 is neither an address nor a CIDR prefix/],
  ['flows x --host 10.0.0.1,10.0.0.0/33', /^eastwest: --host 10\.0\.0\.0\/33 is neither/],
  ['flows x --from yesterday', /^eastwest: --from yesterday is no time; write YYYY-MM-DD, 2026-03-01T08/],
  ['flows x --from 2026-02-30', /^eastwest: --from 2026-02-30 is no time/],
  ['events x --from 2026-03-02 --to 2026-03-01', /--from 2026-03-02 is not before --to 2026-03-01; exchange/],
  ['flows x --max-rejects few', /'--max-rejects <N>' argument 'few' is invalid\. It must be a whole number/],
  ['analyze x --budget 0', /'--budget <N>' argument '0' is invalid\. It must be a whole number from 1 on/],
  ['analyze x --evaluate 2026-03', /^eastwest: --evaluate 2026-03 is no day nor range of days; write YYYY-/],
  ['analyze x --evaluate 2026-02-30..2026-03-01', /--evaluate 2026-02-30\.\.2026-03-01 is no day nor range/],
  ['analyze x --evaluate 2026-03-02..2026-03-01', /--evaluate .* ends before it begins; exchange the days/],
  ['flows x --site NONE/site.json', /site\.json: there is no such file or folder; check the path/],
]

test.each(wrong)('eastwest %s is wrong usage, and says what to do', async (line, message) => {
  const at = folder({ 'conn.log': connLog([{ ts: 1e9 }]) })
  const argv = line.replace('LOG', join(at, 'conn.log')).replace('NONE', at).split(' ')
  const { code, out, err } = await eastwest(argv)
  expect(err).toMatch(message)
  expect({ code, out }).toEqual({ code: 2, out: '' })
})

const unread: [string, string, string][] = [
  ['a path that is not there', 'none', 'AT/none: there is no such file or folder; check the path'],
  ['a path through a file', 'note.txt/x', 'AT/note.txt/x: a part of the path is a file, not a folder; check'],
  ['a file of no known format', 'note.txt', `AT/note.txt: of no known format. ${known}`],
  ['an empty file', 'empty', `AT/empty: empty, or a damaged compressed stream. ${known}`],
  ['a cut gzip header', 'cut.gz', `AT/cut.gz: empty, or a damaged compressed stream. ${known}`],
  ['links in a circle', 'loop', 'AT/loop: its links lead in a circle; name what they should lead to'],
  [
    'an empty folder',
    'nothing',
    'AT/nothing: nothing readable in this folder, there is no file. What can be',
  ],
  [
    'a folder of notes',
    'notes',
    'AT/notes: nothing readable in this folder, the 2 files are all of no known',
  ],
]

test.each(unread)('%s is an error that names it', async (_, path, message) => {
  const at = folder({
    'note.txt': 'hello\n',
    empty: '',
    'cut.gz': Uint8Array.of(0x1f, 0x8b, 8),
    'nothing/.hidden': 'x',
    'notes/a.md': 'a',
    'notes/b/c.md': 'c',
  })
  symlinkSync('loop', join(at, 'loop'))
  for (const command of ['flows', 'events', 'analyze']) {
    const { code, out, err } = await eastwest([command, join(at, path), '--quiet'])
    expect(err).toContain(`eastwest: ${message.replace('AT', at)}`)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  }
})

test('what goes to a terminal in a message cannot act there', async () => {
  const { err } = await eastwest(['flows', 'a\x1b[2Jb\u202e\nc'])
  expect(err).toBe(
    'eastwest: a\\x1b[2Jb\\u202e\neastwest: c: there is no such file or folder; check the path\n',
  )
})

test.each([
  ['an unknown command', ['a\x1b[2Jb\u202e']],
  ['an unknown option', ['flows', 'x', '--a\x1b[2Jb\u202e']],
  ['a value of an option', ['flows', 'x', '--max-rejects', 'a\x1b[2Jb\u202e']],
  ['one argument too many', ['explain', 'x', 'a\x1b[2Jb\u202e']],
  ['a format', ['flows', 'x', '--format', 'a\x1b[2Jb\u202e']],
])('%s is written in the message without what acts on a terminal', async (_, argv) => {
  const { code, err } = await eastwest(argv)
  expect(code).toBe(2)
  expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})

test('help goes to standard output, and lists the commands', async () => {
  const { code, out, err } = await eastwest(['--help'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  for (const command of ['analyze', 'flows', 'events'])
    expect(out).toContain(`  ${command} [options] <PATH...>`)
})

test('a fault of the program itself is one line with its place, and no stack', async () => {
  const at = folder({ 'conn.log': connLog([{ ts: 1e9 }]) })
  const err: string[] = []
  const broken: Io = {
    stdin: (async function* () {})(),
    out: () => Promise.reject(new RangeError('no such thing')),
    err: text => void err.push(text),
    state: () => {},
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 80,
    env: {},
  }
  expect(await run(['flows', join(at, 'conn.log')], broken)).toBe(3)
  expect(err.join('')).toMatch(
    /^eastwest: a fault of eastwest itself: RangeError: no such thing \(at .*\); please report this line.*\n$/,
  )
})
