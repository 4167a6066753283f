// Who is compared on what. Each race makes its input when it begins.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillCapture } from './inputs/capture.mjs'
import { fillConnJson, fillConnTsv, headLines } from './inputs/conn.mjs'
import { fillExports } from './inputs/exports.mjs'
import { makeNfcapd } from './inputs/nfcapd.mjs'
import { folder, once, scale } from './once.mjs'
import { installed } from './race.mjs'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const eastwest = (...words) => [process.execPath, here('../../dist/main.js'), ...words, '--quiet']
const peer = (name, ...words) => [process.execPath, here(`peers/${name}.mjs`), ...words]
const sized = count => Math.round(count * scale)

/** Remote services among the inputs' ports. */
export const ports = [22, 135, 445, 3389, 5985]
const duckdb = (...words) => peer('duckdb', ...words, ports)
const remoteRows = `$6 ~ /^(${ports.join('|')})$/`

const scratch = join(folder, 'scratch')
const fresh = () => {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
}

function captureRace(title, name, shape, sink) {
  const input = once(name, write => fillCapture(write, shape))
  const flows = Math.max(8192, shape.packets)
  const contestants = [
    { name: 'eastwest flows', command: eastwest('flows', input) },
    {
      name: 'softflowd, NetFlow v9 to loopback',
      needs: 'softflowd',
      before: fresh,
      command:
        `softflowd -d -r ${input} -n 127.0.0.1:${sink} -v 9 -m ${flows} -c none -p ${scratch}/pid`.split(' '),
    },
    {
      name: 'nfpcapd, to an nfcapd file',
      needs: 'nfpcapd',
      before: fresh,
      command: ['nfpcapd', '-r', input, '-w', scratch],
    },
    {
      name: 'tshark -q -z conv,tcp',
      needs: 'tshark',
      command: ['tshark', '-r', input, '-q', '-z', 'conv,tcp'],
    },
    { name: 'pcap-parser, counts packets', command: peer('count-packets', input) },
    { name: 'a bare loop in JavaScript', command: peer('bare-loop', input) },
  ]
  return { title, input, count: shape.packets, unit: 'packets', contestants }
}

const mixed = [...Array(6).fill('dns'), 'ssh', 'smb', 'smb', 'rdp', ...Array(10).fill('tls')]

async function nfcapdRace() {
  const input = join(folder, 'nfcapd.3m')
  const count = sized(3e6)
  if (!existsSync(input)) await makeNfcapd(input, count)
  const contestants = [
    { name: 'eastwest flows', command: eastwest('flows', input) },
    {
      name: 'nfdump -A srcip,dstip,dstport',
      command: ['nfdump', '-r', input, '-q', '-A', 'srcip,dstip,dstport'],
    },
  ]
  return { title: 'nfcapd file', input, count, unit: 'records', contestants }
}

function connTsv() {
  return once('conn.log', write => fillConnTsv(write, sized(5.2e6)))
}

function tsvRace() {
  const input = connTsv()
  const contestants = [
    { name: 'eastwest flows', command: eastwest('flows', input) },
    { name: 'DuckDB read_csv, two threads', command: duckdb('tsv', input, headLines) },
    { name: 'mawk', needs: 'mawk', command: ['mawk', '-F\t', remoteRows, input] },
  ]
  return { title: 'Zeek conn.log', input, count: sized(5.2e6), unit: 'rows', contestants }
}

/** The log in eight parts, as if it had been rotated, each with the header and compressed. */
function connParts() {
  const plain = connTsv()
  const parts = join(folder, 'conn-parts')
  if (existsSync(parts)) return parts
  const making = `${parts}.part`
  mkdirSync(making, { recursive: true })
  const part = `(head -n ${headLines} '${plain}'; cat) | gzip -n >"$FILE.log.gz"`
  const lines = Math.ceil(sized(5.2e6) / 8)
  const script = `tail -n +${headLines + 1} '${plain}' | split -l ${lines} -d --filter="$0" - '${making}/conn.'`
  const { status } = spawnSync('sh', ['-c', script, part], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`the parts of ${plain} cannot be made`)
  renameSync(making, parts)
  return parts
}

function gzipRace() {
  const input = connParts()
  const piped = `zcat '${input}'/*.gz | mawk -F'\\t' '${remoteRows}'`
  const contestants = [
    { name: 'eastwest flows', command: eastwest('flows', input) },
    { name: 'DuckDB read_csv, two threads', command: duckdb('tsv', join(input, '*.gz'), headLines) },
    { name: 'zcat, into mawk', needs: 'mawk', command: ['sh', '-c', piped] },
  ]
  return { title: 'Zeek conn.log, eight gzip parts', input, count: sized(5.2e6), unit: 'rows', contestants }
}

function jsonRace() {
  const input = once('conn.json', write => fillConnJson(write, sized(1.8e6)))
  const pattern = `/"id.resp_p":(${ports.join('|')}),/`
  const contestants = [
    { name: 'eastwest flows', command: eastwest('flows', input) },
    { name: 'DuckDB read_json, two threads', command: duckdb('json', input, 0) },
    { name: 'mawk, by regular expression', needs: 'mawk', command: ['mawk', pattern, input] },
  ]
  return { title: 'Zeek conn.log, JSON lines', input, count: sized(1.8e6), unit: 'rows', contestants }
}

function exportsRace(title, version) {
  const count = sized(3e6)
  const input = once(`netflow${version}.3m.pcap`, write => fillExports(write, version, count))
  const contestants = [{ name: 'eastwest flows', command: eastwest('flows', input) }]
  return { title, input, count, unit: 'records', contestants }
}

function demoRace() {
  const demo = here('../../sensors')
  const command = eastwest('analyze', demo, '--out', join(folder, 'out'))
  return {
    title: 'The demo site',
    input: demo,
    contestants: [{ name: 'eastwest analyze sensors', command }],
  }
}

/** Races by name; `sink` is a UDP port on loopback for exporters to send to. */
export const races = {
  'capture-many': sink =>
    captureRace(
      'Capture of many flows',
      'many.pcap',
      { packets: sized(2e6), open: 4000, each: 13.5, mix: mixed, bulk: 0.55 },
      sink,
    ),
  'capture-few': sink =>
    captureRace(
      'Capture of few flows',
      'few.pcap',
      { packets: sized(1.65e6), open: 200, each: sized(8000), mix: ['ssh', 'smb', 'rdp', 'tls'], bulk: 0.08 },
      sink,
    ),
  'capture-smb': sink =>
    captureRace(
      'Capture of SMB alone',
      'smb.pcap',
      { packets: sized(1e6), open: 200, each: 200, mix: ['smb'], bulk: 0.08 },
      sink,
    ),
  ...(installed('nfcapd') && installed('nfdump') ? { nfcapd: nfcapdRace } : {}),
  conn: tsvRace,
  'conn-gzip': gzipRace,
  'conn-json': jsonRace,
  netflow5: () => exportsRace('NetFlow v5 in a capture', 5),
  netflow9: () => exportsRace('NetFlow v9 in a capture', 9),
  ipfix: () => exportsRace('IPFIX in a capture', 10),
  demo: demoRace,
}
