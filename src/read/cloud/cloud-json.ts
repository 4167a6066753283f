import { JsonObjects } from '../text/json-objects.ts'
import type { JsonObject } from '../text/values.ts'
import { unwrapped } from '../text/wrapping.ts'
import { isVpcLine, VpcRows } from './aws-vpc-text.ts'
import { readVpc } from './aws-vpc.ts'
import type { Desk } from './desk.ts'
import { formatOf } from './formats.ts'

/** A record of a cloud's log, or a line of AWS's flow log that came in JSON. */
export type CloudRecord = JsonObject | string

const isRecord = (object: JsonObject): boolean => formatOf(object) !== undefined

/** The records in an object of a file: itself, or those that are wrapped in it. */
export const recordsIn = (object: JsonObject): readonly CloudRecord[] =>
  unwrapped(object, isRecord).filter(record =>
    typeof record === 'string' ? isVpcLine(record) : isRecord(record),
  )

/** CloudWatch tells a destination that it can reach it. */
const isControl = (record: CloudRecord): boolean =>
  typeof record === 'string' && record.startsWith('CWL CONTROL MESSAGE')

/** Reads a cloud's log in JSON: bare, or as its ways of delivery and shippers wrap it. */
export class CloudJson {
  readonly #desk: Desk
  readonly #objects: JsonObjects
  readonly #rows = new VpcRows()

  constructor(file: string, desk: Desk) {
    this.#desk = desk
    this.#objects = new JsonObjects(file, desk.context.rejects, (object, line) => this.#take(object, line))
  }

  push(chunk: Uint8Array): void {
    this.#objects.push(chunk)
  }

  end(): void {
    this.#objects.end()
  }

  /** Several records in one object are rejected one by one. */
  #take(object: JsonObject, line: number): string {
    this.#desk.line = line
    if (isRecord(object)) return this.#read(object)
    const found = unwrapped(object, isRecord)
    if (found.length === 1) return this.#read(found[0]!)
    for (const record of found) {
      const reason = this.#read(record)
      if (reason !== '') this.#desk.reject(reason, JSON.stringify(record))
    }
    return ''
  }

  #read(record: CloudRecord): string {
    if (typeof record !== 'string')
      return formatOf(record)?.read(record, this.#desk) ?? 'no record of a known cloud log'
    if (this.#rows.header(record)) return ''
    if (isControl(record)) {
      this.#desk.unused('CloudWatch: control messages')
      return ''
    }
    const cells = isVpcLine(record) ? this.#rows.cells(record) : 'no record of a known cloud log'
    return typeof cells === 'string' ? cells : readVpc(cells, this.#desk)
  }
}
