import { expect, test } from 'vitest'
import { flowAt } from '../../../src/flow/batch.ts'
import { Hosts } from '../../../src/flow/hosts.ts'
import { Services } from '../../../src/flow/services.ts'
import { EngineError } from '../../../src/lib/errors.ts'
import { Notes } from '../../../src/lib/notes.ts'
import { Rejects } from '../../../src/lib/rejects.ts'
import { zeek } from '../../../src/read/zeek.ts'
import { Sieve, type SieveTask } from '../../../src/read/zeek/sieve.ts'
import { random } from '../netflow/random.ts'
import { connColumns, connRows, inputOf, tsv } from './read-zeek.ts'

const added = { odd: [4321] }
const web =
  '1791890009.5 Cweb 10.0.0.1 50009 203.0.113.8 443 tcp ssl 1.5 40 50 SF T F 0 ShADadFf 3 200 2 100 -'
const plain = [
  web,
  web.replace('10.0.0.1', '2001:db8::1').replace('443', '8443'),
  web.replaceAll(/ssl|443/g, word => (word === 'ssl' ? 'new,-gone' : '53')),
]
/** Sieving begins after 16 MiB. */
const many = 70_000
const ssh = '1791890009.9 Codd 10.0.0.1 50009 203.0.113.9 2222 T'
const sshColumns = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p auth_success'
const tabs = (row: string) => row.split(/ +/).join('\t')
const odd = (uid: string) => tabs(web.replace('Cweb', uid).replace('.8 443', '.9 2222').replace('ssl', '-'))
const wrong = ['10.0.0.1 x', '10.0.0.256 50009', '- 50009', '::g 1', '10.0.0.1 65536'].map(ends =>
  tabs(web.replace('10.0.0.1 50009', ends)),
)
const shuffled = [...connColumns.split(' ')].reverse()
const lines = {
  plain: plain.map(tabs),
  remote: [...connRows.map(tabs), tabs(web.replace('443', '4321').replace('ssl', '-')), odd('Codd')],
  damaged: [...wrong, tabs(web).slice(0, 60), `${tabs(web)}\tx`, '', '\r', `${tabs(web)}\r`],
  headers: ['#close\t2026-10-05-01-00-00', '#', tsv('conn', connColumns).trimEnd()],
}
const turned = [`#fields\t${shuffled.join('\t')}`, ...plain.map(row => row.split(/ +/).reverse().join('\t'))]
const between = [
  tsv('ssh', sshColumns, ssh.replace('Codd', 'Clate')).trimEnd(),
  tsv('conn', connColumns).trimEnd(),
]

/** So many lines: nearly all of the first kind, the others by chance of any. */
function some(count: number, seed: number, ...kinds: readonly (readonly string[])[]): string[] {
  const below = random(seed)
  return Array.from({ length: count }, () => {
    const kind = kinds[below(100) < 97 ? 0 : below(kinds.length)]!
    return kind[below(kind.length)]!
  })
}

const head = [tsv('conn', connColumns).trimEnd(), ...some(3 * many, 1, lines.plain)]
const { plain: flat, remote, damaged, headers } = lines
const tooLong = 'x'.repeat(1_100_000)
const logs: Record<string, () => string> = {
  'remote and damaged rows': () =>
    [...head, tooLong, ...some(many, 2, flat, remote, damaged), tabs(web)].join('\n'),
  'headers between rows': () =>
    [...head, ...some(many, 3, flat, remote, remote, headers.slice(0, 2)), ...headers, ...flat, ''].join(
      '\n',
    ),
  'columns in another order from some line on': () =>
    [...head, ...some(99, 4, flat, remote), ...turned, ...some(many, 5, turned.slice(1)), ''].join('\n'),
  'another log in the middle, of whose flows one follows': () =>
    [...head, ...flat, ...between, ...some(20_000, 6, flat), odd('Clate'), ''].join('\n'),
}

const objects = (text: string): string[] => {
  const names = connColumns.split(' ')
  const words = /^(uid|id.*_h|proto|service|conn_state|history)$/
  const cell = (value: string, name: string) =>
    words.test(name) || !/^[\d.]+$/.test(value) ? `"${name}":"${value}"` : `"${name}":${Number(value)}`
  return text.split('\n').map(
    row =>
      `{${row
        .split('\t')
        .map((value, i) => cell(value, names[i]!))
        .join(',')}}`,
  )
}
const json = (rows: readonly string[]) => rows.flatMap(objects)
const nested =
  '{"ts":1791890009.5,"uid":"Cnest","id":{"orig_h":"10.0.0.1","orig_p":1,"resp_h":"10.0.0.2","resp_p":22},"proto":"tcp","conn_state":"SF"}'
const event = `{"_path":"ssh",${sshColumns.split(' ').map((name, i) => `"${name}":"${ssh.replace('Codd', 'Clate').split(' ')[i]}"`).join(',')}}` // prettier-ignore
const strange = [
  '',
  '{',
  nested,
  '{"ts":1}',
  '[]',
  `${json([tabs(web)])[0]}\r`,
  `{"message":"${tabs(web)}"}`.replaceAll('\t', '\\t'),
]
const jsonLogs: Record<string, () => string> = {
  'remote, damaged and wrapped rows': () =>
    [...json(some(50_000, 7, flat)), ...some(many, 8, json(flat), json(remote), json(wrong), strange)].join(
      '\n',
    ),
  'mostly empty lines': () =>
    [
      ...json(some(50_000, 11, flat)),
      ...json(some(3000, 12, remote)).map(row => `${'\n'.repeat(700)}${row}`),
      '',
    ].join('\n'),
  'an event of a flow that follows': () =>
    [...json(some(50_000, 9, flat)), event, ...json(some(9000, 10, flat)), ...json([odd('Clate')]), ''].join(
      '\n',
    ),
}

/** Reads logs, with two threads that answer late where `sieves` is true; everything that comes of it. */
async function read(log: string, size: number, sieves: boolean, fail = Infinity) {
  const services = new Services(added)
  const context = {
    sensor: 's',
    space: '',
    hosts: new Hosts(),
    services,
    rejects: new Rejects(),
    notes: new Notes(),
  }
  const starts = new Map<number, number>()
  const flows: object[] = []
  const seen = { tasks: 0, lines: 0, kept: 0, ended: 0 }
  const sieve = new Sieve(new Services(services.added))
  const start = () => ({
    count: 2,
    async sieve(task: SieveTask) {
      if (++seen.tasks > fail) throw new EngineError('a thread failed')
      const sieved = sieve.sieve(task)
      seen.lines += sieved.lines
      seen.kept += sieved.kept.length / 3
      await new Promise(resolve => setTimeout(resolve, seen.tasks % 3))
      return sieved
    },
    end: () => void seen.ended++,
  })
  const others = { add: (start: number) => void starts.set(start, (starts.get(start) ?? 0) + 1) }
  const inputs = [inputOf('conn.log', log, size), inputOf('ssh.log', tsv('ssh', sshColumns, ssh))]
  for await (const { flows: batch } of zeek.read(inputs, {
    ...context,
    others,
    ...(sieves ? { sieves: start } : {}),
  }))
    for (let i = 0; batch && i < batch.length; i++) {
      const { src, dst, service, ...flow } = flowAt(batch, i)
      const { hosts } = context
      flows.push({ ...flow, src: hosts.text(src), dst: hosts.text(dst), service: services.name(service) })
    }
  const made = {
    flows,
    starts: [...starts].sort(([a], [b]) => a - b),
    rejects: context.rejects.rows(),
    notes: context.notes.rows(),
  }
  return { made, seen }
}

const cases = [...Object.entries(logs), ...Object.entries(jsonLogs)]
const sizes = [1 << 18, 5 << 20, 99_999]

test.each(cases.map(([name, log], i) => [name, log, sizes[i % sizes.length]!] as const))(
  'what threads sieve out changes nothing: %s',
  async (_, log, size) => {
    const text = log()
    const alone = await read(text, 1 << 18, false)
    expect(alone.made.flows.length).toBeGreaterThan(0)
    const { made, seen } = await read(text, size, true)
    expect(made).toEqual(alone.made)
    expect(seen.tasks).toBeGreaterThan(0)
    expect(seen.kept).toBeLessThan(seen.lines)
    expect(seen.ended).toBe(1)
  },
)

test('a thread that fails ends the reading with what happened', async () => {
  const reading = read(logs['remote and damaged rows']!(), 1 << 18, true, 3)
  await expect(reading).rejects.toThrow(new EngineError('a thread failed'))
})

test('a log of less than 16 MiB needs no thread', async () => {
  const { seen } = await read([...head.slice(0, many), ''].join('\n'), 1 << 18, true)
  expect(seen).toEqual({ tasks: 0, lines: 0, kept: 0, ended: 0 })
})
