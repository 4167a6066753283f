import type { Services } from '../../flow/services.ts'
import { checkedSlots, ConnCheck } from './conn-check.ts'
import { slotOf } from './fields.ts'
import { ObjectScanner } from './json-scan.ts'
import { maxLine } from './lines.ts'
import { kindOfJson } from './paths.ts'
import { has, logRecord, type LogRecord } from './record.ts'
import type { TsvHeader } from './tsv-header.ts'
import { TsvRows } from './tsv-rows.ts'
import { Uids, type UidTable } from './uids.ts'

const newline = 10
const carriageReturn = 13
const hash = 35
const uid = slotOf('uid')
const ts = slotOf('ts')
const sievedSlots = [...checkedSlots, uid]

/** How rows are written: after a header of TSV, or without one in JSON lines, of which those that do not tell are of `kind`. */
export interface RowStyle {
  readonly header?: TsvHeader
  readonly kind: string
}

/** Whole lines of a log from 0 to `length`, at most `sieveSize` bytes, and what must be known to read them. */
export interface SieveTask {
  readonly bytes: Uint8Array
  readonly length: number
  readonly style: RowStyle
  /** The uids of flows that other logs tell of; undefined where there are none. */
  readonly waiting: UidTable | undefined
}

/** What is left of a block of lines. */
export interface Sieved {
  /** Of each line that is not sieved out, three numbers: where it begins, how many lines are before it, and how many of `starts`. */
  readonly kept: Int32Array<ArrayBuffer>
  /** When the flows began that are sieved out, in the order of their rows. */
  readonly starts: Float64Array<ArrayBuffer>
  readonly lines: number
}

/** Most bytes of a block. */
export const sieveSize = 1 << 20

/**
 * Looks through rows of conn.log for those that only count: right ones, of no remote service, whose uid no other log tells of.
 * It reads them with the code that makes flows of the others. All else is kept for that: odd lines, headers, rows of other logs.
 */
export class Sieve {
  readonly #check: ConnCheck
  readonly #scanner = new ObjectScanner()
  readonly #object = logRecord(false)
  /** Room for the most that lines of two bytes can come to: empty ones are no row of any log, and are not kept. */
  readonly #kept = new Int32Array((3 * sieveSize) / 2)
  readonly #starts = new Float64Array(sieveSize / 2)
  #keptSize = 0
  #startsSize = 0
  #lines = 0
  #waiting: Uids | undefined

  constructor(services: Services) {
    this.#check = new ConnCheck(services)
  }

  sieve({ bytes, length, style, waiting }: SieveTask): Sieved {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#keptSize = this.#startsSize = this.#lines = 0
    this.#waiting = waiting && new Uids(waiting)
    if (style.header) this.#tsv(buffer, length, new TsvRows(style.header, sievedSlots))
    else this.#json(buffer, length, style.kind)
    const kept = this.#kept.slice(0, this.#keptSize)
    return { kept, starts: this.#starts.slice(0, this.#startsSize), lines: this.#lines }
  }

  #tsv(bytes: Buffer, length: number, rows: TsvRows): void {
    for (let at = 0, end = 0; at < length; at = end + 1, this.#lines++) {
      const first = bytes[at]
      end = rows.split(bytes, at)
      if (end === at || (first === carriageReturn && end === at + 1)) continue
      if (first === hash || rows.fault(at, end) !== '') this.#keep(at)
      else this.#row(rows.record, at)
    }
  }

  #json(bytes: Buffer, length: number, kind: string): void {
    const record = this.#object
    for (let at = 0, end = 0; at < length; at = end + 1, this.#lines++) {
      end = bytes.indexOf(newline, at)
      if (end === at) continue
      const to = bytes[end - 1] === carriageReturn ? end - 1 : end
      const plain = to - at <= maxLine && this.#scanner.scan(record, bytes, at, to)
      if (plain && has(record, ts) && kindOfJson(record, '', kind) === 'conn') this.#row(record, at)
      else this.#keep(at)
    }
  }

  /** Sieves the row out, or keeps the line at `at`. */
  #row(record: LogRecord, at: number): void {
    const check = this.#check
    if (check.row(record) !== '' || check.verdict.remote || this.#isAwaited(record)) this.#keep(at)
    else this.#starts[this.#startsSize++] = check.start
  }

  #isAwaited({ bytes, from, to }: LogRecord): boolean {
    return this.#waiting !== undefined && from[uid]! >= 0 && this.#waiting.has(bytes, from[uid]!, to[uid]!)
  }

  #keep(at: number): void {
    this.#kept[this.#keptSize++] = at
    this.#kept[this.#keptSize++] = this.#lines
    this.#kept[this.#keptSize++] = this.#startsSize
  }
}
