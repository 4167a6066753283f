import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { project } from '../helpers.ts'
import { eastwest } from './cli.ts'

const work = mkdtempSync(join(tmpdir(), 'results-read-'))
const sound = join(work, 'sound')
const labels = join(work, 'labels.jsonl')

beforeAll(async () => {
  await eastwest(['analyze', project('pcaps/three-hop-chain'), '--out', sound, '-q'])
  writeFileSync(
    labels,
    '{"campaign":"a","kind":"chain","ts":1,"src":"10.0.0.1","dst":"10.0.0.2","uid":"C1"}\n',
  )
}, 60_000)
afterAll(() => rmSync(work, { recursive: true }))

/** Puts a value at a path like `steps.0.src`; undefined takes the key away. */
const set =
  (path: string, value: unknown) =>
  (line: string): string => {
    const whole = JSON.parse(line)
    const keys = path.split('.')
    const last = keys.pop()!
    const holder = keys.reduce((at, key) => at[key], whole)
    if (value === undefined) delete holder[last]
    else holder[last] = value
    return JSON.stringify(whole)
  }
const put = (text: string) => () => text

const files = ['incidents.jsonl', 'findings.jsonl', 'run.json'] as const
const notJson = ['no JSON', '{"id":', '[', '{}{}', '\u0000', 'NaN']
const notObjects = ['null', '[]', '1', '"text"', 'true', '{}']
const everywhere = [...notJson, ...notObjects].map(text => [text, put(text)] as const)

const ofBoth: [string, unknown][] = [
  ['id', '"; rm -rf /'],
  ['id', undefined],
  ['site', null],
  ['start', '1'],
  ['score', null],
  ['techniques', 'T1021'],
  ['steps', {}],
  ['steps', [null]],
  ['steps.0.src', ['10.0.0.1']],
  ['steps.0.uid', undefined],
  ['steps.0.port', '22'],
  ['steps.0.because', [1]],
  ['because.0.bits', null],
]
const ofIncidents: [string, unknown][] = [
  ['severity', 'constructor'],
  ['day', '2026-02-30'],
  ['hosts', [1]],
  ['names', { '10.0.0.1': 'ws' }],
  ['names', null],
  ['findings', null],
]
const ofRun: [string, unknown][] = [
  ['sites', {}],
  ['sites.0.timezone', 'Nowhere/None'],
  ['sites.0.judged', ['yesterday']],
  ['sites.0.sensors.0.inputs.0.form', '__proto__'],
  ['sites.0.sensors.0.inputs.0.files', 'a.pcap'],
  ['version', 1],
]
const broken = files.flatMap(file => {
  const own = file === 'run.json' ? ofRun : file === 'findings.jsonl' ? ofBoth : [...ofBoth, ...ofIncidents]
  const values = own.map(([path, value]) => [`${path} ${JSON.stringify(value)}`, set(path, value)] as const)
  return [...everywhere, ...values].map(([title, change]) => [file, title, change] as const)
})

/** What JSON cannot write as a number: read as one without end. */
const endless = (line: string): string => line.replace(/"(score|version)":[^,}]*/, '"$1":1e999')

const cases = [...broken, ...files.map(file => [file, 'a number of 1e999', endless] as const)]

test.each(cases)('%s with %s is an error with its file and line', async (file, _title, change) => {
  const out = mkdtempSync(join(work, 'broken-'))
  cpSync(sound, out, { recursive: true, verbatimSymlinks: true })
  const content = readFileSync(join(sound, file), 'utf8')
  const first = file === 'run.json' ? JSON.stringify(JSON.parse(content)) : content.split('\n')[0]!
  const changed = change(first)
  writeFileSync(join(out, file), file === 'run.json' ? changed : `${first}\n${changed}\n`)
  const place = `${join(out, file)}: line ${file === 'run.json' ? 1 : 2}: `
  const { id } = JSON.parse(readFileSync(join(sound, 'incidents.jsonl'), 'utf8').split('\n')[0]!)
  const commands = [
    ['explain', id, '--out', out],
    ['carve', id, '--out', out, '-w', join(work, 'none.pcap')],
    ['evaluate', labels, out],
  ]
  for (const command of commands) {
    const ran = await eastwest(command)
    expect(ran.err).toContain(place)
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: '' })
  }
})
