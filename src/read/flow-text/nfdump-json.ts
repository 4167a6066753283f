import { textAt, type JsonObject } from '../text/values.ts'
import { noCells, type Cells, type Field } from './cells.ts'

/** Names in `nfdump -o json` and ndjson, of 1.6 and 1.7, by what they hold; the first that a record has counts. */
const names: readonly (readonly [Field, readonly string[]])[] = [
  ['start', ['first', 't_first']],
  ['end', ['last', 't_last']],
  ['received', ['received', 't_received']],
  ['protocol', ['proto', 'protocol']],
  ['src', ['src4_addr', 'src6_addr', 'src_addr']],
  ['dst', ['dst4_addr', 'dst6_addr', 'dst_addr']],
  ['srcPort', ['src_port']],
  ['dstPort', ['dst_port']],
  ['icmpType', ['icmp_type']],
  ['icmpCode', ['icmp_code']],
  ['packets', ['in_packets', 'packets']],
  ['bytes', ['in_bytes', 'bytes']],
  ['dstPackets', ['out_packets']],
  ['dstBytes', ['out_bytes']],
  ['flags', ['tcp_flags']],
  ['vlan', ['src_vlan', 'vlanID']],
  ['exporter', ['ip4_router', 'ip6_router']],
  ['engine', ['export_sysid']],
  ['interface', ['direction']],
  ['sampled', ['sampled']],
  ['inInterface', ['input_snmp']],
  ['outInterface', ['output_snmp']],
  ['srcAs', ['src_as']],
  ['dstAs', ['dst_as']],
  ['vrf', ['i_vrf']],
  ['event', ['event_id', 'event']],
  ['eventTime', ['t_event']],
  ['translatedDst', ['dst4_xlt_ip', 'dst6_xlt_ip', 'dst_xlt_ip']],
  ['translatedDstPort', ['dst_xlt_port']],
]

const cells = noCells()

/** The cells of one record, valid until the next call. */
export function jsonCells(object: JsonObject): Cells {
  for (const [field, spellings] of names) {
    cells[field] = ''
    for (const name of spellings) if ((cells[field] = textAt(object, name)) !== '') break
  }
  return cells
}

/** Whether an object is a record of nfdump's. */
export const isNfdump = (object: JsonObject): boolean =>
  (Object.hasOwn(object, 'first') || Object.hasOwn(object, 't_first')) &&
  ['src4_addr', 'src6_addr', 'src_addr'].some(name => Object.hasOwn(object, name)) &&
  ['in_packets', 'in_bytes', 'packets'].some(name => Object.hasOwn(object, name))
