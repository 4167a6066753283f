/** IPFIX messages (RFC 7011) of the data centre's router, and the capture of them on their way to the collector. */
import { ipv4, messages, records } from './records.mjs'

const domain = 30
const flowTemplate = 300
const statsTemplate = 400
/** Information element (IANA), length, and how a record fills it. */
const flowFields = [
  [8, 4, r => ipv4(r.src)], // sourceIPv4Address
  [12, 4, r => ipv4(r.dst)], // destinationIPv4Address
  [7, 2, r => r.srcPort], // sourceTransportPort
  [11, 2, r => r.dstPort], // destinationTransportPort
  [4, 1, r => r.protocol], // protocolIdentifier
  [6, 1, r => r.flags], // tcpControlBits, reduced to one octet
  [136, 1, r => r.reason], // flowEndReason
  [1, 8, r => r.bytes], // octetDeltaCount
  [2, 4, r => r.packets], // packetDeltaCount, reduced to four octets
  [152, 8, r => r.start], // flowStartMilliseconds
  [153, 8, r => r.end], // flowEndMilliseconds
  [10, 2, r => port(r.src)], // ingressInterface, reduced
  [14, 2, r => port(r.dst)], // egressInterface, reduced
]
/** Options: one scope field (the domain), then what it exported so far and that it takes every packet. */
const statsFields = [
  [149, 4, () => domain], // observationDomainId, scope
  [41, 8, s => s.messages], // exportedMessageTotalCount
  [42, 8, s => s.records], // exportedFlowRecordTotalCount
  [305, 4, () => 1], // samplingPacketInterval
  [306, 4, () => 0], // samplingPacketSpace: nothing is left out
]
/** The router's interface towards a network: the third octet, or 1 for the branch's uplink. */
const port = address => (address.startsWith('10.30.') ? Number(address.split('.')[2]) : 1)

const width = fields => fields.reduce((sum, [, length]) => sum + length, 0)

function put(view, at, length, value) {
  if (length === 8) view.setBigUint64(at, BigInt(value))
  else if (length === 4) view.setUint32(at, value)
  else if (length === 2) view.setUint16(at, value)
  else view.setUint8(at, value)
}

/** A (options) template set with one template. */
function templateSet(id, fields, scopes) {
  const head = scopes ? 10 : 8
  const bytes = new Uint8Array(head + fields.length * 4)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, scopes ? 3 : 2)
  view.setUint16(2, bytes.length)
  view.setUint16(4, id)
  view.setUint16(6, fields.length)
  if (scopes) view.setUint16(8, scopes)
  fields.forEach(([element, length], i) => {
    view.setUint16(head + i * 4, element)
    view.setUint16(head + 2 + i * 4, length)
  })
  return bytes
}

function dataSet(id, fields, rows) {
  const bytes = new Uint8Array(4 + rows.length * width(fields))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, id)
  view.setUint16(2, bytes.length)
  let at = 4
  for (const row of rows)
    for (const [, length, value] of fields) {
      put(view, at, length, value(row))
      at += length
    }
  return bytes
}

function message(sets, seconds, sequence) {
  const length = 16 + sets.reduce((sum, set) => sum + set.length, 0)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 10)
  view.setUint16(2, length)
  view.setUint32(4, seconds)
  view.setUint32(8, sequence)
  view.setUint32(12, domain)
  let at = 16
  for (const set of sets) {
    bytes.set(set, at)
    at += set.length
  }
  return bytes
}

/**
 * The day's messages with the time each was sent (epoch ms). Templates and statistics come first and with every twentieth.
 * `sent` is what the router exported on the days before, { messages, records }; it is counted on: the sequence number is that
 * of data records, those of options included (RFC 7011, section 3.1).
 */
export function ipfix(day, sent) {
  return messages(records(day, 'dc-ipfix', 600), 26, 5000).map((group, i) => {
    const time = group.at(-1).exported
    const sets = i % 20 ? [] : templates(sent)
    const bytes = message(
      [...sets, dataSet(flowTemplate, flowFields, group)],
      Math.floor(time / 1000),
      sent.records,
    )
    sent.messages++
    sent.records += group.length + (sets.length ? 1 : 0)
    return { time, bytes }
  })
}

const templates = sent => [
  templateSet(flowTemplate, flowFields, 0),
  templateSet(statsTemplate, statsFields, 1),
  dataSet(statsTemplate, statsFields, [sent]),
]
