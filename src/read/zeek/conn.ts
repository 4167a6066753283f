import type { Neighbours } from '../../flow/neighbours.ts'
import { hardwareNumber } from '../../lib/hardware.ts'
import type { ReadContext } from '../reader.ts'
import type { Addresses } from './addresses.ts'
import { ConnCheck } from './conn-check.ts'
import { ConnColumns } from './conn-columns.ts'
import { slotOf } from './fields.ts'
import { Intern } from './intern.ts'
import { number, type LogRecord } from './record.ts'
import { repeatNote, type ConnRepeats } from './repeats.ts'
import type { Verdict } from './service-names.ts'
import type { Sink } from './sink.ts'
import type { Tunnels } from './tunnels.ts'

const uid = slotOf('uid')
const durationSlot = slotOf('duration')
/** Of Zeek's script mac-logging. */
const origHardware = slotOf('orig_l2_addr')
const respHardware = slotOf('resp_l2_addr')

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
  readonly #check: ConnCheck
  readonly #neighbours: Neighbours
  /** Absent where the same connection may be told again and again. */
  readonly #repeats: ConnRepeats | undefined
  readonly #hardware = new Intern<number>(1 << 14, hardwareNumber)

  constructor(
    context: ReadContext,
    sink: Sink,
    ties: Ties,
    addresses: Addresses,
    tunnels: Tunnels,
    neighbours: Neighbours,
    repeats?: ConnRepeats,
  ) {
    this.#context = context
    this.#sink = sink
    this.#ties = ties
    this.#addresses = addresses
    this.#columns = new ConnColumns(context, tunnels)
    this.#neighbours = neighbours
    this.#repeats = repeats
    this.#check = new ConnCheck(context.services)
  }

  /** Adds the row's flow; the reason where it is none. `file` is where notes point to. */
  row(record: LogRecord, file: string): string {
    const check = this.#check
    const reason = check.row(record)
    if (reason !== '') return reason
    const { bytes, from, to } = record
    const { src, dst, start } = check
    let { verdict } = check
    if (from[uid]! >= 0) verdict = this.#ties.flow(bytes, from[uid]!, to[uid]!, verdict)
    const others = this.#context.others
    if (others && !verdict.remote) {
      others.add(start)
      return ''
    }
    const { srcPort, dstPort, protocol } = check
    const source = this.#addresses.id(bytes, from[src]!, to[src]!)
    const target = this.#addresses.id(bytes, from[dst]!, to[dst]!)
    const seen = { src: source, dst: target, srcPort, dstPort, protocol, ts: start }
    const repeat = this.#repeats?.of(seen, number(record, durationSlot), bytes, from[uid]!, to[uid]!)
    if (repeat) {
      this.#context.notes.add(this.#context.sensor, repeatNote('conn', repeat), file)
      return ''
    }
    const row = this.#sink.row()
    const flows = this.#sink.flows
    flows.start[row] = start
    flows.src[row] = source
    flows.dst[row] = target
    flows.srcPort[row] = srcPort
    flows.dstPort[row] = dstPort
    flows.protocol[row] = protocol
    flows.service[row] = verdict.service
    flows.serviceBy[row] = verdict.by
    this.#columns.fill(record, flows, row, file)
    if (verdict.remote) this.#neighbour(record, source, origHardware, start)
    if (verdict.remote) this.#neighbour(record, target, respHardware, start)
    return ''
  }

  /** Of remote services alone, since rows of the others may be left out before they come here. */
  #neighbour({ bytes, from, to }: LogRecord, host: number, slot: number, ts: number): void {
    const at = from[slot]!
    if (at >= 0) this.#neighbours.see(host, this.#hardware.get(bytes, at, to[slot]!), ts)
  }
}
