import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { run } from '../../src/main.ts'
import { BrokenPipe, type Io } from '../../src/io.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Setting {
  readonly stdin?: readonly Uint8Array[]
  /** How many writes standard output takes before its reader goes. */
  readonly writes?: number
  readonly terminal?: boolean
}

/** Runs a command line in this process. */
export async function eastwest(argv: readonly string[], setting: Setting = {}): Promise<Ran> {
  const { stdin = [], writes = Infinity, terminal = false } = setting
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    stdin: (async function* () {
      yield* stdin
    })(),
    async out(text) {
      if (out.length >= writes) throw new BrokenPipe()
      out.push(Buffer.from(text).toString())
    },
    err: text => void err.push(text),
    state: () => {},
    outIsTerminal: terminal,
    errIsTerminal: terminal,
    columns: 100,
    env: {},
  }
  const code = await run(argv, io)
  return { code, out: out.join(''), err: err.join('') }
}

/** A temporary folder with files, by their paths in it; it goes when the test ends. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'eastwest-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return path
}

export interface Conn {
  readonly ts: number
  readonly src?: string
  readonly dst?: string
  readonly port?: number
  readonly service?: string
  readonly duration?: number
}

/** A Zeek conn.log. */
export function connLog(rows: readonly Conn[]): string {
  const fields =
    'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_ip_bytes resp_ip_bytes conn_state'
  const types = 'time string addr port addr port enum string interval count count string'
  const lines = rows.map(
    ({ ts, src = '10.0.0.1', dst = '10.0.0.2', port = 22, service = 'ssh', duration = 1.5 }, i) =>
      [
        ts.toFixed(6),
        `C${i}`,
        src,
        40000 + (i % 20000),
        dst,
        port,
        'tcp',
        service,
        duration,
        100,
        200,
        'SF',
      ].join('\t'),
  )
  const head = [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    '#path\tconn',
  ]
  const named = [`#fields\t${fields.replaceAll(' ', '\t')}`, `#types\t${types.replaceAll(' ', '\t')}`]
  return [...head, ...named, ...lines, ''].join('\n')
}

/** The JSON lines of an output. */
export const rows = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Record<string, unknown>)
