// NetFlow v5, v9 and IPFIX messages of one-way flow records, both halves of each connection.
import { PcapWriter } from './pcap.mjs'
import { begin, random } from './random.mjs'

/** One in ten connections is to a remote service. */
const remote = [22, 445, 3389, 5985, 135]
const others = [443, 443, 80, 53]

/** The nth record; 1,000 a second end. Odd ones are the answer to the one before. */
function record(nth, rnd) {
  const id = nth >> 1
  const ports = id % 10 ? others : remote
  const port = ports[Math.floor(id / 10) % ports.length]
  const end = begin + nth / 1000
  // The answer begins a millisecond after the question.
  const first = begin + (nth & ~1) / 1000 - ((id * 7919) % 20_000) / 1000 - 1 + (nth % 2) / 1000
  const client = [0x0a010001 + (id % 5000), 20_000 + (Math.floor(id / 5000) % 40_000)]
  const server = [0x0a020001 + (Math.floor(id / 3) % 2000), port]
  const [from, to] = nth % 2 ? [server, client] : [client, server]
  const packets = 4 + Math.floor(rnd() * 60)
  return {
    from,
    to,
    protocol: port === 53 ? 17 : 6,
    packets,
    bytes: packets * 300,
    first,
    end,
  }
}

const boot = begin - 86_400
const uptime = time => Math.round((time - boot) * 1000) >>> 0

function record5(buffer, at, { from, to, protocol, packets, bytes, first, end }) {
  buffer.writeUInt32BE(from[0], at)
  buffer.writeUInt32BE(to[0], at + 4)
  buffer.writeUInt32BE(packets, at + 16)
  buffer.writeUInt32BE(bytes, at + 20)
  buffer.writeUInt32BE(uptime(first), at + 24)
  buffer.writeUInt32BE(uptime(end), at + 28)
  buffer.writeUInt16BE(from[1], at + 32)
  buffer.writeUInt16BE(to[1], at + 34)
  buffer[at + 37] = protocol === 6 ? 0x1b : 0
  buffer[at + 38] = protocol
}

/** Addresses, ports, protocol, TCP flags, packets, bytes: the same elements in v9 and IPFIX. */
const common = [[8, 4], [12, 4], [7, 2], [11, 2], [4, 1], [6, 1], [2, 4], [1, 4]] // prettier-ignore

function recordCommon(buffer, at, { from, to, protocol, packets, bytes }) {
  buffer.writeUInt32BE(from[0], at)
  buffer.writeUInt32BE(to[0], at + 4)
  buffer.writeUInt16BE(from[1], at + 8)
  buffer.writeUInt16BE(to[1], at + 10)
  buffer[at + 12] = protocol
  buffer[at + 13] = protocol === 6 ? 0x1b : 0
  buffer.writeUInt32BE(packets, at + 14)
  buffer.writeUInt32BE(bytes, at + 18)
}

function record9(buffer, at, row) {
  recordCommon(buffer, at, row)
  buffer.writeUInt32BE(uptime(row.first), at + 22)
  buffer.writeUInt32BE(uptime(row.end), at + 26)
}

function record10(buffer, at, row) {
  recordCommon(buffer, at, row)
  buffer.writeBigUInt64BE(BigInt(Math.round(row.first * 1000)), at + 22)
  buffer.writeBigUInt64BE(BigInt(Math.round(row.end * 1000)), at + 30)
}

/** Header length and sizes by version, RFC 3954 and RFC 7011; `set` is the template set's id. */
const versions = {
  5: { header: 24, size: 48, records: 30, write: record5 },
  9: { header: 20, size: 30, records: 45, write: record9, set: 0, fields: [...common, [22, 4], [21, 4]] },
  10: { header: 16, size: 38, records: 35, write: record10, set: 2, fields: [...common, [152, 8], [153, 8]] },
}

function header(buffer, version, time, records, sequence) {
  buffer.writeUInt16BE(version, 0)
  buffer.writeUInt16BE(version === 10 ? buffer.length : records, 2)
  if (version === 10) {
    buffer.writeUInt32BE(Math.floor(time), 4)
    buffer.writeUInt32BE(sequence, 8)
    return
  }
  buffer.writeUInt32BE(uptime(Math.floor(time)), 4)
  buffer.writeUInt32BE(Math.floor(time), 8)
  buffer.writeUInt32BE(sequence, version === 5 ? 16 : 12)
}

function template(version) {
  const { set, fields } = versions[version]
  const values = [set, 8 + 4 * fields.length, 256, fields.length, ...fields.flat()]
  const bytes = Buffer.alloc(2 * values.length)
  values.forEach((value, i) => bytes.writeUInt16BE(value, 2 * i))
  return bytes
}

/** Messages of a version with `count` records in all, oldest first, each with the time that it is sent. */
export function* messages(version, count) {
  const { header: head, size, records: most, write, set } = versions[version]
  const rnd = random(13)
  for (let nth = 0, message = 0; nth < count; message++) {
    const here = Math.min(most, count - nth)
    // Every 20th message repeats the template, as exporters do.
    const before = version > 5 && message % 20 === 0 ? template(version) : Buffer.alloc(0)
    const at = head + before.length + (set === undefined ? 0 : 4)
    const bytes = Buffer.alloc(at + here * size)
    before.copy(bytes, head)
    if (set !== undefined) {
      bytes.writeUInt16BE(256, at - 4)
      bytes.writeUInt16BE(4 + here * size, at - 2)
    }
    for (let i = 0; i < here; i++) write(bytes, at + i * size, record(nth + i, rnd))
    // RFC 3954 counts messages, Cisco's v5 and RFC 7011 count records.
    const time = begin + 1 + (nth + here) / 1000
    header(bytes, version, time, here + (before.length ? 1 : 0), version === 9 ? message : nth)
    nth += here
    yield { time, bytes }
  }
}

/** A capture of an exporter that sends them to a collector. */
export function fillExports(write, version, count) {
  const pcap = new PcapWriter(write)
  const ends = { from: 0x0a030001, to: 0x0a030002, fromPort: 40_000, toPort: version === 10 ? 4739 : 2055 }
  for (const { time, bytes } of messages(version, count)) pcap.udp({ ...ends, time, payload: bytes })
  pcap.finish()
}
