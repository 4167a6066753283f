import {
  count,
  hostOf,
  numberAt,
  objectAt,
  port,
  secondsOf,
  textAt,
  type JsonObject,
} from '../text/values.ts'
import type { Desk } from './desk.ts'
import type { CloudFormat } from './format.ts'

/** The entry's own part: Cloud Logging wraps it. */
const payloadOf = (record: JsonObject): JsonObject => objectAt(record, 'jsonPayload') ?? record

const timeOf = (record: JsonObject, payload: JsonObject): number =>
  secondsOf(textAt(payload, 'start_time') || textAt(record, 'timestamp'))

const payloadBytes = 'Google counts bytes of payload, without headers'

/** Flow logs of Google's VPC: one direction a record, sampled by Google; and firewall logs, which have a disposition in place of counts. */
export const gcpFlows: CloudFormat = {
  claims: record => textAt(payloadOf(record), 'connection', 'src_ip') !== '',
  time: record => timeOf(record, payloadOf(record)),
  read: (record, desk) => {
    const payload = payloadOf(record)
    const reason = fillEnds(payload, timeOf(record, payload), desk)
    if (reason !== '') return reason
    fillCounts(payload, desk)
    learn(payload, desk)
    desk.records.add()
    return ''
  },
}

function fillEnds(payload: JsonObject, start: number, { records, context }: Desk): string {
  const record = records.clear()
  const end = (name: string) => hostOf(context.hosts, textAt(payload, 'connection', name))
  record.src = end('src_ip')
  record.dst = end('dest_ip')
  if (record.src < 0 || record.dst < 0) return 'an address is missing or wrong'
  record.protocol = numberAt(payload, 'connection', 'protocol')
  if (!(record.protocol >= 0 && record.protocol < 256)) return 'protocol is no number of an IP protocol'
  const number = (name: string) => numberAt(payload, 'connection', name)
  const ports = record.protocol === 6 || record.protocol === 17
  record.srcPort = ports ? port(number('src_port')) : 0
  record.dstPort = ports ? port(number('dest_port')) : 0
  if (record.srcPort < 0 || record.dstPort < 0) return 'a port is missing or wrong'
  if (!(start >= 0)) return 'start_time is no time'
  record.start = start
  record.end = record.received = Math.max(start, secondsOf(textAt(payload, 'end_time')) || 0)
  return ''
}

function fillCounts(payload: JsonObject, { records }: Desk): void {
  const { record } = records
  const disposition = textAt(payload, 'disposition')
  if (disposition !== '') {
    // The firewall logs who asks, and whether it lets him.
    record.packets = 1
    record.denied = disposition === 'DENIED'
    record.initiator = 'src'
  } else {
    record.packets = count(numberAt(payload, 'packets_sent'))
    record.bytes = count(numberAt(payload, 'bytes_sent'))
    // How many packets of how many were looked at, the log does not say.
    record.sampling = 0
    records.note(payloadBytes)
  }
  const reporter = textAt(payload, 'reporter') || textAt(payload, 'instance', 'vm_name')
  record.observer = records.observer(reporter)
}

/** A flow tells which address an instance has. */
function learn(payload: JsonObject, { records, sessions }: Desk): void {
  sessions.learn(textAt(payload, 'src_instance', 'vm_name'), records.record.src)
  sessions.learn(textAt(payload, 'dest_instance', 'vm_name'), records.record.dst)
}
