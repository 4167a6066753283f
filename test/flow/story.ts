import { flowAt, type Flow, type FlowBatch } from '../../src/flow/batch.ts'
import { FlowOutput } from '../../src/flow/flow-table-output.ts'
import { FlowTable } from '../../src/flow/flow-table.ts'
import { Hosts } from '../../src/flow/hosts.ts'
import { packet, type Packet } from '../../src/flow/packet.ts'
import { Services } from '../../src/flow/services.ts'

const flags: Record<string, number> = { S: 2, A: 16, F: 1, R: 4 }

const services = new Services()

/** A flow table that is fed with lines such as "0.5 > SA seq=5 ack=2 len=10": time, direction, flags. */
export class Story {
  readonly #packet = packet()
  readonly #hosts = new Hosts()
  readonly #output: FlowOutput
  readonly table: FlowTable
  evicted = 0

  constructor(maxFlows = 1000) {
    const origin = { sensor: 'tap', space: '', hosts: this.#hosts, services }
    this.#output = new FlowOutput(origin, this.#packet.ip6)
    this.table = new FlowTable({
      services,
      maxFlows,
      ended: row => this.#output.push(this.table.rows, row, 0),
      evicted: count => (this.evicted += count),
    })
  }

  add(change: Partial<Packet>): void {
    const length = change.payloadLength ?? 0
    const usual = { protocol: 6, flags: 0, seq: 0, ack: 0, window: 1024, payloadLength: 0, oneWay: false }
    Object.assign(this.#packet, usual, { payload: 0, payloadEnd: length, ipLength: 40 + length }, change)
    this.table.add(this.#packet)
  }

  tell(text: string, client = 40000, server = 22): this {
    for (const line of text.trim().split('\n')) {
      const [time, direction, letters, ...rest] = line.trim().split(/\s+/) as [
        string,
        string,
        string,
        ...string[],
      ]
      const number = (name: string) =>
        Number(rest.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? 0)
      const forward = direction === '>'
      this.add({
        ts: 1e9 + Number(time),
        src: forward ? 1 : 2,
        dst: forward ? 2 : 1,
        srcPort: forward ? client : server,
        dstPort: forward ? server : client,
        flags: [...letters.replaceAll('-', '')].reduce((sum, letter) => sum | flags[letter]!, 0),
        seq: number('seq') | 0,
        ack: number('ack') | 0,
        window: rest.includes('closed') ? 0 : 1024,
        payloadLength: number('len'),
      })
    }
    return this
  }

  flows(): Flow[] {
    const rows = (batch: FlowBatch) => Array.from({ length: batch.length }, (_, i) => flowAt(batch, i))
    while (this.table.finish(10));
    return this.#output
      .finish()
      .flatMap(rows)
      .sort((a, b) => a.start - b.start)
  }
}
