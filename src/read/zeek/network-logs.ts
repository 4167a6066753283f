import { details, firstText } from './details.ts'
import type { Fact } from './events.ts'
import { text, type LogRecord } from './record.ts'

/** A lease: which hardware had which address. A row without an address (a client that only asked) says nothing. */
export function dhcp(record: LogRecord): readonly Fact[] {
  const address = firstText(record, 'assigned_addr', 'assigned_ip')
  if (address === '') return []
  const name = firstText(record, 'host_name', 'client_fqdn')
  return [{ kind: 'lease', detail: details({ address, hardware: text(record, 'mac'), name }) }]
}
