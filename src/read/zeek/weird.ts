import type { ReadContext } from '../reader.ts'
import { text, type LogRecord } from './record.ts'
import { table } from '../../lib/table.ts'

/** Names in weird.log that say that the sensor did not see all, and what that means for what was read. */
const meanings = table<string>({
  possible_split_routing: 'flows of which one direction was not seen',
  data_before_established: 'flows whose beginning was not seen',
  above_hole_data_without_any_acks: 'flows with holes in what was seen',
  truncated_header: 'packets that were cut when captured',
  truncated_IP: 'packets that were cut when captured',
  truncated_IPv6: 'packets that were cut when captured',
  bad_TCP_checksum: 'packets with wrong checksums, which Zeek leaves out',
  bad_IP_checksum: 'packets with wrong checksums, which Zeek leaves out',
  bad_UDP_checksum: 'packets with wrong checksums, which Zeek leaves out',
})

/** Notes what weird.log says of the sensor's view; false for rows that are about the traffic alone. */
export function weird(record: LogRecord, file: string, { notes, sensor }: ReadContext): boolean {
  const name = text(record, 'name')
  const meaning = meanings.get(name)
  if (meaning === undefined) return false
  notes.add(sensor, `weird.log: ${meaning}`, file)
  return true
}
