#!/usr/bin/env node
// Writes the demo site's exports: node generate.mjs [--out DIR] [--day YYYY-MM-DD] [--flows]
//   --day     that day alone
//   --flows   print what happened, one flow a line in JSON, instead of writing files
// The branch's NetFlow v9 datagrams go to DIR/datagrams/; make.sh hands them to a real nfcapd.
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { branchDay } from './generator/branch.mjs'
import { campaigns } from './generator/campaigns.mjs'
import { centreDay } from './generator/centre.mjs'
import { dates, makeDay } from './generator/day.mjs'
import { ipfix } from './generator/ipfix.mjs'
import { machines } from './generator/machines.mjs'
import { netflow9 } from './generator/netflow9.mjs'
import { pcap } from './generator/pcap.mjs'
import { people } from './generator/people.mjs'
import { zeekLogs } from './generator/zeek.mjs'

function live(date) {
  const day = makeDay(date)
  for (const part of [people, machines, branchDay, centreDay, campaigns]) part(day)
  return day
}

function save(path, bytes) {
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
  writeFileSync(path, bytes)
}

/** Datagrams in one file: a 16-bit length before each. */
function lengthPrefixed(datagrams) {
  return Buffer.concat(
    datagrams.flatMap(bytes => [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]),
  )
}

/** What the exporters have sent so far: their sequence numbers go on from day to day. */
const sent = { datagrams: 0, ipfix: { messages: 0, records: 0 } }

/** What the exporters send on a day. Called for every day up to the one that is wanted. */
function send(day) {
  const datagrams = netflow9(day, sent.datagrams)
  sent.datagrams += datagrams.length
  return { datagrams, messages: ipfix(day, sent.ipfix) }
}

/** Writes the three sensors' files of a day. */
function write(out, day, { datagrams, messages }) {
  const packed = bytes => gzipSync(bytes, { level: 9 })
  for (const [name, text] of Object.entries(zeekLogs(day)))
    save(`${out}/zeek/${day.date}/${name}.log.gz`, packed(text))
  save(`${out}/dc-ipfix/${day.date}.pcap.gz`, packed(pcap(messages)))
  save(`${out}/datagrams/${day.date}`, lengthPrefixed(datagrams))
}

const { values } = parseArgs({
  options: { out: { type: 'string', default: '.' }, day: { type: 'string' }, flows: { type: 'boolean' } },
})
const wanted = date => !values.day || date === values.day
const labels = []
for (const date of dates.filter(date => !values.flows || wanted(date))) {
  const day = live(date)
  labels.push(...day.labels.sort((a, b) => a.ts - b.ts))
  if (values.flows) {
    for (const flow of day.flows) process.stdout.write(JSON.stringify(flow) + '\n')
  } else {
    const exported = send(day)
    if (wanted(date)) write(values.out, day, exported)
  }
}
if (!values.flows)
  save(`${values.out}/labels.jsonl`, labels.map(label => JSON.stringify(label) + '\n').join(''))
