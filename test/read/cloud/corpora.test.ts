import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { cloud } from '../../../src/read/cloud.ts'
import { shared, testShared } from '../../helpers.ts'
import { readWords } from '../text/read-words.ts'

const file = (path: string) => readFileSync(shared(`corpora/flows-labelled/${path}`), 'utf8')
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

testShared.each([
  ['v2', 5, 2, 0],
  ['v3', 2, 0, 0],
  ['v4', 2, 0, 0],
  ['v5', 3, 0, 1],
  ['v6', 1, 0, 1],
])('AWS %s: every line is in a flow, noted or rejected', async (version, rows, noted, wrong) => {
  const text = file(`flowlogs-reader/vpc-${version}.log`)
  const [head, ...lines] = text.trimEnd().split('\n')
  const names = head!.split(' ')
  const packets = lines
    .map(line => Number(line.split(' ')[names.indexOf('packets')]))
    .filter(number => number >= 0)
  expect(cloud.sniff(Buffer.from(text))).toBe(true)
  const { flows, total, notes } = await readWords(cloud, { text })
  expect([lines.length, total]).toEqual([rows, wrong])
  expect(notes.filter(note => note.startsWith('AWS: intervals'))).toHaveLength(noted)
  expect(packets.length).toBe(rows - noted - wrong)
  if (version !== 'v2') expect(sum(flows.map(flow => flow.srcPackets + flow.dstPackets))).toBe(sum(packets))
})

testShared(
  'AWS version 2: what was refused is told, and two interfaces that saw the same count once',
  async () => {
    const { flows, notes } = await readWords(cloud, { text: file('flowlogs-reader/vpc-v2.log') })
    expect(flows).toMatchObject([
      {
        src: '192.0.2.1',
        dst: '198.51.100.1',
        dstPort: 443,
        state: 'rejected',
        srcPackets: 20,
        dstPackets: 10,
      },
    ])
    expect(notes).toContain(
      'records of packets that another interface or exporter also reported, counted once 1',
    )
  },
)

testShared.each([
  ['nsg', 153],
  ['networkinterfaceflowlogs', 61],
])('Azure %s: every tuple is in a flow', async (name, tuples) => {
  const text = file(`sumologic-azure/${name}.json`)
  const [head, ...lines] = file(`sumologic-azure/${name}.tuples.csv`).trimEnd().split('\n')
  const names = head!.split(',')
  const rows = lines.map(line => line.split(','))
  const cell = (row: readonly string[], name: string) => row[names.indexOf(name)]!
  expect(rows).toHaveLength(tuples)
  const { flows, rejects, notes } = await readWords(cloud, { text })
  expect(rejects).toEqual([])
  expect(notes.filter(note => !note.startsWith('records of packets'))).toEqual([])
  const ends = (row: readonly string[]) =>
    ['src', 'dst', 'sport', 'dport'].map(name => cell(row, name)).join(' ')
  expect(new Set(flows.map(flow => [flow.src, flow.dst, flow.srcPort, flow.dstPort].join(' ')))).toEqual(
    new Set(rows.map(ends)),
  )
  const bytes = (row: readonly string[]) =>
    Number(cell(row, 'bytes_sent')) + Number(cell(row, 'bytes_received'))
  expect(sum(flows.map(flow => flow.srcBytes + flow.dstBytes))).toBe(sum(rows.map(bytes)))
  const denied = rows.filter(row => cell(row, 'decision_or_state') === 'D')
  expect(flows.filter(flow => flow.state === 'rejected').length).toBe(new Set(denied.map(ends)).size)
})

testShared('Google: every record is in a flow', async () => {
  for (const name of ['exfiltration1', 'exfiltration2a', 'exfiltration2b', 'exfiltration2c']) {
    const text = file(`foxsec/${name}.ndjson`)
    const rows = text
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as { jsonPayload: { bytes_sent: string } }).jsonPayload)
    const { flows, rejects } = await readWords(cloud, { text })
    expect(rejects).toEqual([])
    expect(sum(flows.map(flow => flow.srcBytes + flow.dstBytes)), name).toBe(
      sum(rows.map(row => Number(row.bytes_sent))),
    )
  }
})

testShared('Azure VMConnection: every row is a flow', async () => {
  const { flows, rejects } = await readWords(cloud, { text: file('otrf-vmconnection/vmconnection.json') })
  expect(rejects).toEqual([])
  expect(flows.length).toBeGreaterThan(0)
  expect(flows.map(flow => flow.dstPort)).toEqual(expect.arrayContaining([8888, 1389]))
})

testShared("rules' test events without times are rejects with their lines", async () => {
  const text = file('panther-analysis/vpcflow-tests.ndjson')
  const { flows, total, notes } = await readWords(cloud, { text })
  expect(notes).toEqual(['AWS: intervals with records left out (SKIPDATA) 1'])
  expect(flows.length + total + 1).toBe(text.trimEnd().split('\n').length)
})
