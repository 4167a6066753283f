// The benchmark's inputs, made from nothing and always the same. Sizes follow EASTWEST_BENCH_SCALE (1 by default).
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const scale = Number(process.env.EASTWEST_BENCH_SCALE ?? 1)
export const folder = join(tmpdir(), `eastwest-bench-${scale}`)

const start = 1_767_225_600 // 2026-01-01
const random = seed => () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0), seed / 2 ** 32)

/** Makes a file once: `fill` writes pieces; a run that is broken off leaves nothing behind. */
function once(name, fill) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  if (existsSync(file)) return file
  const descriptor = openSync(`${file}.part`, 'w')
  fill(piece => writeSync(descriptor, piece))
  closeSync(descriptor)
  renameSync(`${file}.part`, file)
  return file
}

const remotePorts = [22, 445, 3389, 5985, 135, 5900]

/** A classic pcap of TCP flows between private addresses: handshake, banner or request, data, FIN; interleaved at random. */
export const capture = (name, packets, flows, payload) =>
  once(name, write => {
    const rnd = random(7)
    const header = Buffer.alloc(24)
    header.writeUInt32LE(0xa1b2c3d4, 0)
    header.writeUInt16LE(2, 4)
    header.writeUInt16LE(4, 6)
    header.writeUInt32LE(65535, 16)
    header.writeUInt32LE(1, 20)
    write(header)
    const seen = new Uint32Array(flows)
    // Bytes sent so far, by flow and direction: sequence numbers are those of an unbroken stream.
    const sent = new Float64Array(2 * flows)
    const buffer = Buffer.alloc(1 << 20)
    let at = 0
    for (let i = 0; i < packets; i++) {
      if (at + 16 + 54 + payload > buffer.length) {
        write(buffer.subarray(0, at))
        at = 0
      }
      const flow = Math.floor(rnd() * flows)
      at = packet(buffer, at, i, flow, seen[flow]++, Math.floor(rnd() * payload), sent)
    }
    write(buffer.subarray(0, at))
  })

function packet(buffer, at, i, flow, nth, payload, sent) {
  const back = nth === 1 || (nth > 3 && nth % 2 === 1)
  const flags = nth === 0 ? 0x02 : nth === 1 ? 0x12 : nth === 2 ? 0x10 : 0x18
  const port = flow % 5 ? 443 : remotePorts[Math.floor(flow / 5) % remotePorts.length]
  const data = nth < 3 ? 0 : nth < 5 && port === 22 ? 21 : payload
  const length = 54 + data
  const time = start + i / 20_000
  buffer.writeUInt32LE(Math.floor(time), at)
  buffer.writeUInt32LE(Math.floor((time % 1) * 1e6), at + 4)
  buffer.writeUInt32LE(length, at + 8)
  buffer.writeUInt32LE(length, at + 12)
  const eth = at + 16
  buffer.fill(0, eth, eth + length)
  buffer.writeUInt16BE(0x0800, eth + 12)
  const ip = eth + 14
  buffer[ip] = 0x45
  buffer.writeUInt16BE(40 + data, ip + 2)
  buffer[ip + 8] = 64
  buffer[ip + 9] = 6
  const client = 0x0a000000 + (flow % 60_000) + 1
  const server = 0x0a100000 + (Math.floor(flow / 3) % 5000) + 1
  buffer.writeUInt32BE(back ? server : client, ip + 12)
  buffer.writeUInt32BE(back ? client : server, ip + 16)
  const tcp = ip + 20
  const source = 1024 + (flow % 60_000)
  buffer.writeUInt16BE(back ? port : source, tcp)
  buffer.writeUInt16BE(back ? source : port, tcp + 2)
  const side = 2 * flow + (back ? 1 : 0)
  buffer.writeUInt32BE((1 + sent[side]) % 2 ** 32, tcp + 4)
  sent[side] += data + (nth < 2 ? 1 : 0)
  buffer[tcp + 12] = 0x50
  buffer[tcp + 13] = flags
  if (data === 21) buffer.write('SSH-2.0-OpenSSH_9.6\r\n', tcp + 20, 'latin1')
  return at + 16 + length
}

const fields = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'.split(' ') // prettier-ignore
const services = [['53', 'udp', 'dns'], ['443', 'tcp', 'ssl'], ['80', 'tcp', 'http'], ['443', 'tcp', 'ssl'], ['53', 'udp', 'dns'], ['445', 'tcp', 'gssapi,smb,ntlm'], ['22', 'tcp', 'ssh'], ['123', 'udp', 'ntp']] // prettier-ignore

function* connRows(rows) {
  const rnd = random(11)
  for (let i = 0; i < rows; i++) {
    const [port, protocol, service] = services[Math.floor(rnd() * services.length)]
    const bytes = Math.floor(rnd() * 1e5)
    yield [
      (start + i / 50).toFixed(6), `C${(i * 2654435761 % 2 ** 32).toString(36)}${i.toString(36)}`,
      `10.1.${i % 250}.${(i >> 3) % 250}`, 1024 + (i % 60_000), `10.2.${(i >> 2) % 20}.${i % 250}`, port, protocol, service,
      (rnd() * 60).toFixed(6), bytes, bytes * 2, 'SF', 'T', 'T', 0, 'ShADadFf', 12, bytes + 500, 10, bytes * 2 + 400, '-',
    ] // prettier-ignore
  }
}

/** Pieces of about a megabyte, so that a line is not a system call. */
function inPieces(write, lines) {
  let text = ''
  for (const line of lines) {
    text += line
    if (text.length > 1 << 20) {
      write(text)
      text = ''
    }
  }
  write(text)
}

export const connTsv = (name, rows) =>
  once(name, write => {
    write(
      `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t${fields.join('\t')}\n`,
    )
    inPieces(
      write,
      mapped(connRows(rows), row => `${row.join('\t')}\n`),
    )
  })

export const connJson = (name, rows) =>
  once(name, write => {
    const object = row =>
      Object.fromEntries(
        fields.map((field, i) => [field, /^\d+(\.\d+)?$/.test(row[i]) ? Number(row[i]) : row[i]]),
      )
    inPieces(
      write,
      mapped(connRows(rows), row => `${JSON.stringify(object(row))}\n`),
    )
  })

function* mapped(rows, change) {
  for (const row of rows) yield change(row)
}
