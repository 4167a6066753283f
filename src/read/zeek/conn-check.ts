import { isAddress } from '../../lib/address.ts'
import type { Services } from '../../flow/services.ts'
import { slotOf } from './fields.ts'
import { Intern } from './intern.ts'
import { number, time, type LogRecord } from './record.ts'
import { Verdicts, type Verdict } from './service-names.ts'
import { table } from '../../lib/table.ts'

const [ts, origH, origP, respH, respP] = (
  ['ts', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'] as const
).map(slotOf) as [number, number, number, number, number]
/** What `id.orig_h` and `id.resp_h` are called where a site renames them. */
const renamedSrc = slotOf('src')
const renamedDst = slotOf('dst')
const proto = slotOf('proto')
const ipProto = slotOf('ip_proto')

/** The slots of all fields that are looked at. */
export const checkedSlots: readonly number[] = [
  ...[ts, origH, origP, respH, respP, renamedSrc, renamedDst, proto, ipProto],
  slotOf('service'),
]

const protocolNumbers = table<number>({ tcp: 6, udp: 17, icmp: 1, icmp6: 58, sctp: 132 })

/** What every row of conn.log is looked at for, whether a flow is made of it or not: its start, its ends, its service. */
export class ConnCheck {
  readonly #services: Services
  readonly #verdicts: Verdicts
  readonly #protocols = new Intern<number>(64, name => protocolNumbers.get(name) ?? 0)
  readonly #texts = new Intern<boolean>(1 << 14, isAddress)
  /** Of the row that was right last: its start, the slots of its addresses, its ports and protocol, its service. */
  start = 0
  src = origH
  dst = respH
  srcPort = 0
  dstPort = 0
  protocol = 0
  verdict: Verdict = { service: 0, by: 0, remote: false }

  constructor(services: Services) {
    this.#services = services
    this.#verdicts = new Verdicts(services)
  }

  /** Takes a row; the reason where it is none of conn.log. */
  row(record: LogRecord): string {
    const { from } = record
    this.start = time(record, ts)
    if (!(this.start >= 0)) return 'ts is no time'
    this.src = from[origH]! >= 0 ? origH : renamedSrc
    this.dst = from[respH]! >= 0 ? respH : renamedDst
    if (!this.#isHost(record, this.src) || !this.#isHost(record, this.dst))
      return 'an address is missing or wrong'
    this.srcPort = number(record, origP)
    this.dstPort = number(record, respP)
    if (!isPort(this.srcPort) || !isPort(this.dstPort)) return 'a port is missing or wrong'
    this.protocol = this.#protocol(record)
    this.verdict = this.#verdicts.of(record, this.#services.byPort(this.protocol, this.dstPort))
    return ''
  }

  /** Whether a field is an address. Those not wanted need no id: IPv4 is only looked at, IPv6 remembered by its bytes. */
  #isHost({ bytes, from, to }: LogRecord, slot: number): boolean {
    const end = to[slot]!
    let octet = -1
    let dots = 0
    if (from[slot]! < 0) return false
    for (let at = from[slot]!; at < end; at++) {
      const digit = bytes[at]! - 48
      if (digit >= 0 && digit <= 9) octet = octet < 0 ? digit : octet === 0 ? 256 : octet * 10 + digit
      else if (digit === -2 && octet >= 0) {
        octet = -1
        dots++
      } else return this.#isText(bytes, from[slot]!, end)
      if (octet > 255) return this.#isText(bytes, from[slot]!, end)
    }
    return dots === 3 && octet >= 0
  }

  #isText(bytes: Buffer, from: number, to: number): boolean {
    return to > from && to - from <= 64 && this.#texts.get(bytes, from, to)
  }

  #protocol(record: LogRecord): number {
    const { bytes, from, to } = record
    const byNumber = from[ipProto]! < 0 ? 0 : number(record, ipProto)
    if (byNumber > 0 && byNumber < 256) return byNumber
    const byName = from[proto]! < 0 ? 0 : this.#protocols.get(bytes, from[proto]!, to[proto]!)
    if (byName !== 1) return byName
    // Zeek calls ICMP of both IP versions icmp.
    const colon = bytes.indexOf(58, from[origH])
    return colon >= 0 && colon < to[origH]! ? 58 : 1
  }
}

const isPort = (port: number): boolean => port >= 0 && port <= 65535 && Number.isInteger(port)
