import type { Hosts } from '../../flow/hosts.ts'
import {
  hostOf,
  numberAt,
  port,
  protocolOf,
  secondsOf,
  textAt,
  valueAt,
  type JsonObject,
} from '../text/values.ts'
import { unwrapped } from '../text/wrapping.ts'

/** What all of Suricata's records about a flow have. */
export interface Envelope {
  readonly ts: number
  /** flow_id in text; '' where there is none. */
  readonly uid: string
  readonly src: number
  readonly dst: number
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly vlan: number
}

/** Suricata's record in an object: itself, or what a shipper put it into. */
export function recordIn(object: JsonObject): JsonObject {
  const [inner] = unwrapped(object, ({ event_type: type }) => typeof type === 'string')
  return typeof inner === 'object' ? inner : object
}

/** Reads a record's envelope, client first; a text says why it has none. */
export function envelope(record: JsonObject, hosts: Hosts): Envelope | string {
  const ts = secondsOf(textAt(record, 'timestamp'))
  if (!(ts >= 0)) return 'timestamp is no time'
  const src = hostOf(hosts, textAt(record, 'src_ip'))
  const dst = hostOf(hosts, textAt(record, 'dest_ip'))
  if (src < 0 || dst < 0) return 'an address is missing or wrong'
  const protocol = protocolOf(textAt(record, 'proto'))
  if (protocol < 0) return 'proto is no protocol'
  const [srcPort, dstPort] = ports(record, protocol)
  if (srcPort < 0 || dstPort < 0) return 'a port is missing or wrong'
  const uid = textAt(record, 'flow_id').slice(0, 64)
  const ends = { src, dst, srcPort, dstPort }
  return { ts, uid, ...(isAnswer(record) ? turned(ends) : ends), protocol, vlan: vlan(record) }
}

/** ICMP has type and code in place of ports; other protocols than TCP, UDP and SCTP have none. */
function ports(record: JsonObject, protocol: number): [number, number] {
  if (protocol === 1 || protocol === 58) {
    const [type, code] = [numberAt(record, 'icmp_type'), numberAt(record, 'icmp_code')]
    const answer = numberAt(record, 'response_icmp_type')
    return [Math.max(0, port(type)), Math.max(0, port(answer >= 0 ? answer : code))]
  }
  const told = (name: string) => {
    const number = numberAt(record, name)
    return Number.isNaN(number) && protocol !== 6 && protocol !== 17 ? 0 : port(number)
  }
  return [told('src_port'), told('dest_port')]
}

/** An alert's ends are those of the packet that set it off, which the server may have sent. */
const isAnswer = (record: JsonObject): boolean =>
  textAt(record, 'event_type') === 'alert' &&
  (textAt(record, 'direction') === 'to_client' ||
    (textAt(record, 'flow', 'src_ip') !== '' &&
      (textAt(record, 'flow', 'src_ip') !== textAt(record, 'src_ip') ||
        textAt(record, 'flow', 'src_port') !== textAt(record, 'src_port'))))

const turned = ({ src, dst, srcPort, dstPort }: Pick<Envelope, 'src' | 'dst' | 'srcPort' | 'dstPort'>) => ({
  src: dst,
  dst: src,
  srcPort: dstPort,
  dstPort: srcPort,
})

function vlan(record: JsonObject): number {
  const tags = valueAt(record, 'vlan')
  const outer: unknown = Array.isArray(tags) ? tags[0] : tags
  return typeof outer === 'number' && outer > 0 && outer < 4096 ? outer : 0
}
