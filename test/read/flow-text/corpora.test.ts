import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { flowText } from '../../../src/read/flow-text.ts'
import { shared, testShared } from '../../helpers.ts'
import { readWords } from '../text/read-words.ts'

vi.setConfig({ testTimeout: 60_000 })

const labelled = (path: string) => readFileSync(shared(`corpora/flows-labelled/${path}`), 'utf8')
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

testShared.each([
  ['slips/test3-mixed.binetflow', 89, 0],
  ['slips/test5-mixed.binetflow', 300, 4],
  ['slips/test11-portscan.binetflow', 66, 0],
  ['netflowlabeler/test5.tabs.binetflow', 6725, 4],
  ['derived-argus/synscan.csv', 1999, 0],
  ['derived-argus/ssh-bruteforce-902.csv', 67, 0],
  ['derived-argus/vnc-scanner.csv', 1, 0],
  ['derived-argus/dce-rpc.csv', 1, 0],
  ['derived-argus/vnc-mac.csv', 4, 0],
])('%s: every row is in a flow or a located reject', async (path, rows, others) => {
  const text = labelled(path)
  const [head, ...lines] = text.trimEnd().split('\n')
  const names = head!.split(/[,\t]/)
  const table = lines.map(line => line.split(/[,\t]/))
  const cell = (row: string[], name: string) => row[names.indexOf(name)]!
  const flowRows = table.filter(row => !['man', 'arp', 'llc'].includes(cell(row, 'Proto')))
  expect([lines.length, lines.length - flowRows.length]).toEqual([rows, others])
  const { flows, rejects, total } = await readWords(flowText, { [path]: text })
  const ownRows = lines.filter(line => /[,\t]man[,\t]/.test(line)).length
  expect(total).toBe(others - ownRows)
  expect(rejects.every(({ reason, first }) => reason === 'no IP protocol' && first > 1)).toBe(true)
  expect(sum(flows.map(flow => flow.srcPackets + flow.dstPackets))).toBe(
    sum(flowRows.map(row => Number(cell(row, 'TotPkts')))),
  )
  expect(sum(flows.map(flow => flow.srcBytes + flow.dstBytes))).toBe(
    sum(flowRows.map(row => Number(cell(row, 'TotBytes')))),
  )
  const pairs = new Set(flowRows.map(row => [cell(row, 'SrcAddr'), cell(row, 'DstAddr')].sort().join(' ')))
  expect(new Set(flows.map(flow => [flow.src, flow.dst].sort().join(' '))).size).toBe(pairs.size)
})

testShared('attacks that are labelled are there as flows with their states', async () => {
  const { flows } = await readWords(flowText, { mixed: labelled('slips/test3-mixed.binetflow') })
  const rdp = flows.filter(flow => flow.src === '46.166.151.160' && flow.service === 'rdp')
  expect(rdp).toHaveLength(28)
  const smb = flows.filter(flow => flow.src === '216.73.23.146' && flow.service === 'smb')
  expect(smb.map(flow => flow.state).sort()).toEqual(expect.arrayContaining(['no-answer', 'rejected']))
  const scan = await readWords(flowText, { scan: labelled('derived-argus/synscan.csv') })
  const states = scan.flows.reduce<Record<string, number>>(
    (counts, { state = '' }) => ({ ...counts, [state]: (counts[state] ?? 0) + 1 }),
    {},
  )
  expect(states['no-answer']).toBeGreaterThan(1900)
  // The three open ports, each in several rows of argus, and the closed ones that answered.
  expect([states.established, states.rejected]).toEqual([3, 5])
})

testShared.each(['netflowlabeler/nfcapd.sample1', 'netflowlabeler/nfcapd.sample1.labeled'])(
  '%s: every line of nfdump is in a flow',
  async path => {
    const text = labelled(path)
    const lines = text.trimEnd().split('\n').slice(1)
    const numbers = lines.map(line =>
      line
        .replace(/ *(Background|Test-Label)$/, '')
        .trim()
        .split(/\s+/)
        .slice(-3)
        .map(Number),
    )
    const { flows, rejects } = await readWords(flowText, { [path]: text })
    expect(rejects).toEqual([])
    expect(lines).toHaveLength(35)
    expect(sum(flows.map(flow => flow.srcPackets + flow.dstPackets))).toBe(
      sum(numbers.map(([packets]) => packets!)),
    )
    expect(sum(flows.map(flow => flow.srcBytes + flow.dstBytes))).toBe(
      sum(numbers.map(([, bytes]) => bytes!)),
    )
  },
)

/** All files of a folder with this ending. */
const below = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()

testShared("every row of nfdump's csv in the corpora is read", async () => {
  let rows = 0
  for (const path of below(shared('corpora/netflow'), '.nfdump.csv')) {
    const text = readFileSync(path, 'utf8')
    const [head, ...lines] = text
      .trimEnd()
      .split('\n')
      .filter(line => line.trim() !== '')
    if (lines.length === 0) continue
    const names = head!.split(',')
    const packets = lines.map(line =>
      ['ipkt', 'opkt'].map(name => Number(line.split(',')[names.indexOf(name)])),
    )
    const { flows, total, notes } = await readWords(flowText, { [path]: text })
    expect(total, path).toBe(0)
    const read = sum(flows.map(flow => flow.srcPackets + flow.dstPackets))
    // Packets that two exporters report count once, and bytes without packets are one packet.
    const exact =
      !notes.some(note => note.startsWith('records of packets')) && packets.every(([sent]) => sent! > 0)
    if (exact) expect(read, path).toBe(sum(packets.flat()))
    rows += lines.length
  }
  expect(rows).toBeGreaterThan(5000)
})

testShared("nfdump's json gives the flows of its csv", async () => {
  const folder = shared('corpora/netflow/derived')
  let compared = 0
  for (const path of below(folder, '.nfdump.json')) {
    const csv = path.replace(/\.json$/, '.csv')
    const [text, other] = [readFileSync(path, 'utf8'), readFileSync(csv, 'utf8')]
    const [json, rows] = await Promise.all([
      readWords(flowText, { json: text }),
      readWords(flowText, { csv: other }),
    ])
    expect(json.rejects, path).toEqual([])
    const ends = ({ flows }: typeof json) =>
      flows
        .map(flow => [flow.srcPort, flow.dstPort, flow.srcPackets + flow.dstPackets].sort().join(' '))
        .sort()
    if (json.flows.length === rows.flows.length && json.flows.length > 0)
      compared += Number(ends(json).join() === ends(rows).join())
  }
  expect(compared).toBeGreaterThan(20)
})
