import { icmpCounterpart } from '../../flow/community-id.ts'
import type { Ip6Ids } from '../../flow/ip6-ids.ts'
import { planOf, syn, type Packet } from '../../flow/packet.ts'

type Words = number | readonly number[]

/** A flow as a reader told of it: addresses as `Hosts.words` gives them, epoch seconds, tunnels in words. */
export interface ChosenFlow {
  readonly src: Words
  readonly dst: Words
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly start: number
  readonly end: number
  readonly tunnel: string
}

interface Span {
  readonly start: number
  readonly end: number
  /** Until when packets that come after its end are its own. */
  late: number
}

/** Flow times are rounded to microseconds, and network cards hand on packets a little out of order. */
const slack = 0.001
/** What comes so many seconds after a TCP flow has closed is still counted for it, as the flow table does. */
const afterClose = 5

/** Which packets belong to the flows that are wanted: by ends, ports, protocol, address plan and time. */
export class ChosenFlows {
  readonly #ip6: Ip6Ids
  readonly #spans = new Map<string, Span[]>()
  readonly #sources = new Set<number>()
  readonly #address = new DataView(new ArrayBuffer(16))
  size = 0

  /** `ip6` has the ids of the packets that will be asked about. */
  constructor(ip6: Ip6Ids) {
    this.#ip6 = ip6
  }

  add(flow: ChosenFlow): void {
    const { protocol, srcPort, dstPort } = flow
    const [src, dst] = [this.#number(flow.src), this.#number(flow.dst)]
    const version = typeof flow.src === 'number' ? 4 : 6
    const oneWay = (protocol === 1 || protocol === 58) && icmpCounterpart(protocol, srcPort) < 0
    const key = keyOf({ version, src, dst, srcPort, dstPort, protocol, oneWay, plan: planOf(flow.tunnel) })
    const end = flow.end + slack
    const span = { start: flow.start - slack, end, late: protocol === 6 ? end + afterClose : end }
    const spans = this.#spans.get(key)
    if (spans) spans.push(span)
    else this.#spans.set(key, [span])
    this.#sources.add(src).add(dst)
    this.size++
  }

  /** Whether a packet whose headers are whole is one of a flow's; so many seconds after its end still count. */
  has(packet: Packet, patience = 0): boolean {
    if (!this.#sources.has(packet.src)) return false
    const spans = this.#spans.get(keyOf(packet))
    return spans !== undefined && spans.some(span => isIn(span, packet, patience))
  }

  #number(words: Words): number {
    if (typeof words === 'number') return words | 0
    words.forEach((word, i) => this.#address.setUint32(i * 4, word))
    return this.#ip6.id(this.#address, 0)
  }
}

/** A SYN after the end opens another flow, and what follows is that flow's. */
function isIn(span: Span, { ts, protocol, flags }: Packet, patience: number): boolean {
  if (ts < span.start || ts > Math.max(span.late, span.end + patience)) return false
  if (ts > span.end && patience === 0 && protocol === 6 && (flags & syn) !== 0) span.late = span.end
  return ts <= Math.max(span.late, span.end + patience)
}

type Ends = Pick<Packet, 'version' | 'src' | 'dst' | 'srcPort' | 'dstPort' | 'protocol' | 'oneWay' | 'plan'>

/** The same for both directions of a flow, except where nothing answers. */
function keyOf({ version, src, dst, srcPort, dstPort, protocol, oneWay, plan }: Ends): string {
  const forward = oneWay || src < dst || (src === dst && srcPort <= dstPort)
  const ends = forward ? `${src},${srcPort},${dst},${dstPort}` : `${dst},${dstPort},${src},${srcPort}`
  return `${ends},${protocol},${version},${plan}`
}
