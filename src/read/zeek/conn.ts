import type { ReadContext } from '../reader.ts'
import type { Addresses } from './addresses.ts'
import { ConnColumns } from './conn-columns.ts'
import { slotOf } from './fields.ts'
import { Intern } from './intern.ts'
import { number, time, type LogRecord } from './record.ts'
import { Verdicts, type Verdict } from './service-names.ts'
import type { Sink } from './sink.ts'
import type { Tunnels } from './tunnels.ts'

const [ts, uid, origH, origP, respH, respP] = (
  ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'] as const
).map(slotOf) as [number, number, number, number, number, number]
/** What `id.orig_h` and `id.resp_h` are called where a site renames them. */
const renamedSrc = slotOf('src')
const renamedDst = slotOf('dst')
const proto = slotOf('proto')
const ipProto = slotOf('ip_proto')

const protocolNumbers: Record<string, number> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58, sctp: 132 }

/** What other logs know of a flow by its uid, which lies in `bytes`. */
export interface Ties {
  flow(bytes: Buffer, from: number, to: number, verdict: Verdict): Verdict
}

/** Reads rows of conn.log into flows; where only remote services are wanted, the others are checked and counted. */
export class ConnLog {
  readonly #context: ReadContext
  readonly #sink: Sink
  readonly #ties: Ties
  readonly #addresses: Addresses
  readonly #columns: ConnColumns
  readonly #verdicts: Verdicts
  readonly #protocols = new Intern<number>(64, name => protocolNumbers[name] ?? 0)

  constructor(context: ReadContext, sink: Sink, ties: Ties, addresses: Addresses, tunnels: Tunnels) {
    this.#context = context
    this.#sink = sink
    this.#ties = ties
    this.#addresses = addresses
    this.#columns = new ConnColumns(context, tunnels)
    this.#verdicts = new Verdicts(context.services)
  }

  /** Adds the row's flow; the reason where it is none. `file` is where notes point to. */
  row(record: LogRecord, file: string): string {
    const { bytes, from, to } = record
    const start = time(record, ts)
    if (!(start >= 0)) return 'ts is no time'
    const src = from[origH]! >= 0 ? origH : renamedSrc
    const dst = from[respH]! >= 0 ? respH : renamedDst
    if (!this.#isHost(record, src) || !this.#isHost(record, dst)) return 'an address is missing or wrong'
    const srcPort = number(record, origP)
    const dstPort = number(record, respP)
    if (!isPort(srcPort) || !isPort(dstPort)) return 'a port is missing or wrong'
    const protocol = this.#protocol(record)
    let verdict = this.#verdicts.of(record, this.#context.services.byPort(protocol, dstPort))
    if (from[uid]! >= 0) verdict = this.#ties.flow(bytes, from[uid]!, to[uid]!, verdict)
    const others = this.#context.others
    if (others && !verdict.remote) {
      others.add(start)
      return ''
    }
    const row = this.#sink.row()
    const flows = this.#sink.flows
    flows.start[row] = start
    flows.src[row] = this.#addresses.id(bytes, from[src]!, to[src]!)
    flows.dst[row] = this.#addresses.id(bytes, from[dst]!, to[dst]!)
    flows.srcPort[row] = srcPort
    flows.dstPort[row] = dstPort
    flows.protocol[row] = protocol
    flows.service[row] = verdict.service
    flows.serviceBy[row] = verdict.by
    this.#columns.fill(record, flows, row, file)
    return ''
  }

  #isHost({ bytes, from, to }: LogRecord, slot: number): boolean {
    return from[slot]! >= 0 && this.#addresses.is(bytes, from[slot]!, to[slot]!)
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
