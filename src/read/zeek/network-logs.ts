import { isAddress } from '../../lib/address.ts'
import { details, firstText } from './details.ts'
import type { Fact } from './events.ts'
import { slotOf } from './fields.ts'
import { number, text, type LogRecord } from './record.ts'

const port = slotOf('port_num')

/** A lease: which hardware had which address. A row without an address (a client that only asked) says nothing. */
export function dhcp(record: LogRecord): readonly Fact[] {
  const address = firstText(record, 'assigned_addr', 'assigned_ip')
  if (address === '') return []
  const name = firstText(record, 'host_name', 'client_fqdn')
  return [{ kind: 'lease', detail: details({ address, hardware: text(record, 'mac'), name }) }]
}

/** A host, or what it offers, which Zeek tells once a day. */
export function knownHost(record: LogRecord): readonly Fact[] {
  const address = text(record, 'host')
  if (!isAddress(address)) return []
  const offered = {
    port: number(record, port),
    transport: text(record, 'port_proto'),
    services: text(record, 'service'),
  }
  return [{ kind: 'host', to: address, detail: details({ address, ...offered }) }]
}
