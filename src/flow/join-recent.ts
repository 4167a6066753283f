import type { FlowRecord } from './join-record.ts'

const slots = 2 ** 18

/**
 * The records that came last, by hashes of all that they say: a router that meters packets as they come in and as they go out
 * reports the same twice, though nothing in the records tells the two meters apart.
 */
export class RecentRecords {
  readonly #words = new Int32Array(slots * 2)

  /** Whether an equal record of a meter that names its interfaces came before; it is one of the last from now on. */
  has(record: FlowRecord): boolean {
    if ((record.inInterface | record.outInterface) === 0 || record.sample || record.event !== '') return false
    let a = mix(mix(0x811c9dc5, record.src), record.dst)
    a = mix(a, (record.srcPort << 16) | record.dstPort)
    a = mix(a, record.start * 1000)
    a = mix(a, record.end * 1000)
    let b = mix(mix(0x2545f491, record.bytes), record.packets)
    b = mix(b, record.reverseBytes)
    b = mix(b, record.reversePackets + record.protocol * 0x1000000)
    b = mix(b, a) | 1
    const at = (a & (slots - 1)) * 2
    if (this.#words[at] === a && this.#words[at + 1] === b) return true
    this.#words[at] = a
    this.#words[at + 1] = b
    return false
  }
}

/** Of numbers beyond 32 bits (times in milliseconds, counts) the high part counts as well. */
function mix(a: number, b: number): number {
  const h = Math.imul((a ^ (b | 0)) + Math.floor(b / 2 ** 32), 0x9e3779b1)
  return h ^ (h >>> 15)
}
