/** NetFlow v9 datagrams (RFC 3954) of the branch's exporter. */
import { ipv4, messages, records } from './records.mjs'

/** When the exporter was switched on: its clock counts milliseconds from here (all days stay below 2^32). */
const boot = Date.UTC(2026, 1, 20, 4, 12)
const template = 260
/** Field type (RFC 3954, section 8), length, and how a record fills it. */
const fields = [
  [8, 4, r => ipv4(r.src)], // IPV4_SRC_ADDR
  [12, 4, r => ipv4(r.dst)], // IPV4_DST_ADDR
  [22, 4, r => r.start - boot], // FIRST_SWITCHED
  [21, 4, r => r.end - boot], // LAST_SWITCHED
  [1, 4, r => r.bytes], // IN_BYTES
  [2, 4, r => r.packets], // IN_PKTS
  [7, 2, r => r.srcPort], // L4_SRC_PORT
  [11, 2, r => r.dstPort], // L4_DST_PORT
  [6, 1, r => r.flags], // TCP_FLAGS
  [4, 1, r => r.protocol], // PROTOCOL
]
const size = fields.reduce((sum, [, length]) => sum + length, 0)

function put(view, at, length, value) {
  if (length === 4) view.setUint32(at, value)
  else if (length === 2) view.setUint16(at, value)
  else view.setUint8(at, value)
}

function templateSet(view, at) {
  view.setUint16(at, 0)
  view.setUint16(at + 2, 8 + fields.length * 4)
  view.setUint16(at + 4, template)
  view.setUint16(at + 6, fields.length)
  fields.forEach(([type, length], i) => {
    view.setUint16(at + 8 + i * 4, type)
    view.setUint16(at + 10 + i * 4, length)
  })
  return at + 8 + fields.length * 4
}

function datagram(group, sequence, withTemplate) {
  const data = Math.ceil((4 + group.length * size) / 4) * 4
  const bytes = new Uint8Array(20 + (withTemplate ? 8 + fields.length * 4 : 0) + data)
  const view = new DataView(bytes.buffer)
  const now = group.at(-1).exported
  view.setUint16(0, 9)
  view.setUint16(2, group.length + (withTemplate ? 1 : 0))
  // The header's clock has whole seconds: the uptime belongs to that second, so that start times come out exact.
  view.setUint32(4, Math.floor(now / 1000) * 1000 - boot)
  view.setUint32(8, Math.floor(now / 1000))
  view.setUint32(12, sequence)
  view.setUint32(16, 40)
  let at = withTemplate ? templateSet(view, 20) : 20
  view.setUint16(at, template)
  view.setUint16(at + 2, data)
  at += 4
  for (const record of group)
    for (const [, length, value] of fields) {
      put(view, at, length, value(record))
      at += length
    }
  return bytes
}

/** The day's datagrams: the template in the first and in every tenth. `sent` datagrams went out on the days before: v9 numbers datagrams. */
export const netflow9 = (day, sent) =>
  messages(records(day, 'branch-netflow', 1800), 30, 5000).map((group, i) =>
    datagram(group, sent + i, i % 10 === 0),
  )
