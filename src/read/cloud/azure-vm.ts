import { count, hostOf, numberAt, port, protocolOf, textAt } from '../text/values.ts'
import type { CloudFormat } from './format.ts'
import { azureTime } from './azure-time.ts'

const perMinute =
  'Azure VMConnection: connections of a minute in one record, without source ports and packets'

/** Connections that the agents of Azure's VM insights report: a row a minute, source, target and port. */
export const azureVm: CloudFormat = {
  claims: record =>
    textAt(record, 'Type') === 'VMConnection' ||
    (textAt(record, 'DestinationIp') !== '' && textAt(record, 'TimeGenerated') !== ''),
  time: record => azureTime(textAt(record, 'TimeGenerated')),
  read: (row, { records }) => {
    const record = records.clear()
    const { hosts } = records.context
    record.src = hostOf(hosts, textAt(row, 'SourceIp'))
    record.dst = hostOf(hosts, textAt(row, 'DestinationIp'))
    if (record.src < 0 || record.dst < 0) return 'an address is missing or wrong'
    record.dstPort = port(numberAt(row, 'DestinationPort'))
    if (record.dstPort < 0) return 'DestinationPort is missing or wrong'
    record.protocol = protocolOf(textAt(row, 'Protocol'))
    if (record.protocol < 0) return 'Protocol is no protocol'
    record.start = record.end = record.received = azureTime(textAt(row, 'TimeGenerated'))
    if (!(record.start >= 0)) return 'TimeGenerated is no time'
    // Sent and received are the reporting machine's.
    const inbound = textAt(row, 'Direction') === 'inbound'
    record.bytes = count(numberAt(row, inbound ? 'BytesReceived' : 'BytesSent'))
    record.reverseBytes = count(numberAt(row, inbound ? 'BytesSent' : 'BytesReceived'))
    record.denied = numberAt(row, 'LinksFailed') > 0 && record.reverseBytes === 0
    if (record.bytes + record.reverseBytes === 0) record.packets = 1
    record.initiator = 'src'
    record.observer = records.observer(textAt(row, 'Computer'))
    records.note(perMinute)
    records.add()
    return ''
  },
}
