import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { suricata } from '../../../src/read/suricata.ts'
import { shared, testShared } from '../../helpers.ts'
import { garbles, readWords } from '../text/read-words.ts'
import { record, tcpFlow } from './records.ts'

const file = (path: string) => readFileSync(shared(`corpora/flows-labelled/${path}`), 'utf8')

testShared('every flow record is a flow, every alert an event, and the rest is counted', async () => {
  const text = file('slips/test6-malicious.suricata.json')
  const rows = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  const count = (type: string) => rows.filter(row => row.event_type === type).length
  const { flows, events, rejects, notes } = await readWords(suricata, { text })
  expect(rejects).toEqual([])
  const alone = Number(
    notes
      .find(note => note.startsWith('flows without'))
      ?.split(' ')
      .at(-1) ?? 0,
  )
  expect(flows.length - alone).toBe(count('flow'))
  expect(events.length).toBe(count('alert'))
  expect(events.every(event => event.kind === 'notice')).toBe(true)
  const unused = notes.filter(note => note.endsWith('not used') || / not used \d+$/.test(note))
  const sum = unused.reduce((total, note) => total + Number(note.split(' ').at(-1)), 0)
  expect(sum).toBe(rows.length - count('flow') - count('alert'))
  const packets = rows.reduce(
    (total, row) =>
      total + (row.event_type === 'flow' ? (row.flow as { pkts_toserver: number }).pkts_toserver : 0),
    0,
  )
  expect(flows.reduce((total, flow) => total + flow.srcPackets, 0)).toBe(packets)
})

testShared('alerts without flow records make flows of remote services', async () => {
  const { flows, events } = await readWords(suricata, { text: file('netflowlabeler/suricata.json') })
  expect(events).toHaveLength(13)
  expect(flows.map(flow => [flow.src, flow.service, flow.state])).toContainEqual([
    '78.36.196.213',
    'smb',
    'no-answer',
  ])
})

const lines = [1, 2, 3, 4]
  .map(id => tcpFlow(id, '1b', '1b'))
  .concat(record('ssh', 9, { ssh: { client: { software_version: 'x' } } }))
const whole = await readWords(suricata, { eve: lines.join('\n') })

test('pieces of any size make no difference', async () => {
  for (const size of [1, 7, 100])
    expect(await readWords(suricata, { eve: lines.join('\n') }, size)).toEqual(whole)
})

test.each(garbles)('a line that %s loses that line alone, and its number is told', async (_, garble) => {
  for (let i = 0; i < lines.length; i++) {
    const { flows, rejects } = await readWords(suricata, { eve: lines.with(i, garble(lines[i]!)).join('\n') })
    expect(flows).toEqual(whole.flows.filter(flow => flow.uid !== (i === 4 ? '9' : String(i + 1))))
    expect(rejects).toMatchObject([{ first: i + 1, last: i + 1, count: 1, unit: 'line' }])
  }
})

test('cut at any byte of its last lines, whole lines are read and half a line is one reject', async () => {
  const text = lines.slice(0, 3).join('\n') + '\n'
  for (let cut = text.indexOf('\n') + 1; cut < text.length; cut++) {
    const { flows, total } = await readWords(suricata, { eve: text.slice(0, cut) })
    const ended = text.slice(0, cut).split('\n')
    const wholeLast = ended.at(-1) === lines[ended.length - 1]
    expect(flows).toHaveLength(ended.length - 1 + Number(wholeLast))
    expect(total).toBe(ended.at(-1) === '' || wholeLast ? 0 : 1)
  }
})
