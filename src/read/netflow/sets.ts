import { flowRecord, type FlowRecord } from '../../flow/join-record.ts'
import type { ReadContext } from '../reader.ts'
import { isZero } from './header.ts'
import { Lists } from './lists.ts'
import { fillRecord } from './record.ts'
import type { Domain } from './domain.ts'
import type { Message } from './source.ts'
import { costOf, ipfixTemplates, netflow9Templates, type Template } from './templates.ts'
import { emptyValues, readValues } from './values.ts'

/** How the two formats with templates differ: the id of a template set (options templates have the next), and what is in it. */
export interface Dialect {
  readonly templates: number
  readonly define: typeof ipfixTemplates
}
export const netflow9: Dialect = { templates: 0, define: netflow9Templates }
export const ipfix: Dialect = { templates: 2, define: ipfixTemplates }

/** Bytes kept of data whose template has not come; a set costs `setCost` more. */
const maxWaiting = 16 * 2 ** 20
const setCost = 256
/** Fields of all templates of all exporters. */
const maxFields = 2 ** 20

const oddTimes =
  'flow records with a time before 1990 or after their export, dated by their other time or by the export'

/** Decodes the sets of v9 and IPFIX messages. Keeps data that comes before its template. */
export class SetReader {
  /** Data records of the last message, with and without those of options; -1 where a template is missing. */
  records = 0
  flows = 0
  readonly #context: ReadContext
  readonly #sink: (record: FlowRecord) => void
  readonly #record = flowRecord()
  readonly #values = emptyValues()
  readonly #lists: Lists
  #waiting = 0
  #fields = 0

  constructor(context: ReadContext, sink: (record: FlowRecord) => void) {
    this.#context = context
    this.#sink = sink
    this.#lists = new Lists(context.hosts, (values, message) => void this.#flow(values, message))
  }

  read(message: Message, view: DataView, at: number, end: number, dialect: Dialect): void {
    this.records = 0
    this.flows = 0
    while (end - at >= 4) {
      const length = view.getUint16(at + 2)
      if (length === 0 && isZero(view, at, end)) return
      if (length < 4) return this.reject(message, 'flow set with an impossible length')
      if (length > end - at) this.reject(message, 'flow export is cut')
      this.#set(message, view, at, Math.min(end, at + length), dialect)
      at += length
    }
  }

  /** Rejects what waits for a template that has not come. */
  finish(domain: Domain): void {
    for (const sets of domain.waiting.values())
      for (const { message } of sets) this.reject(message, 'flow data without a template')
  }

  reject(message: Message, reason: string, count = 1): void {
    this.#context.rejects.add(message.file, reason, 'offset', message.offset, undefined, count)
  }

  #set(message: Message, view: DataView, at: number, end: number, dialect: Dialect): void {
    const id = view.getUint16(at)
    const options = id === dialect.templates + 1
    if (id >= 256) this.#data(message, id, view, at + 4, end)
    else if (options || id === dialect.templates)
      this.#templates(message, view, at + 4, end, options, dialect)
    else this.reject(message, 'flow set with a reserved number')
  }

  #templates(
    message: Message,
    view: DataView,
    at: number,
    end: number,
    options: boolean,
    dialect: Dialect,
  ): void {
    const { domain } = message
    const source = (message.source = domain.open(message.port))
    const defined: number[] = []
    dialect.define(view, at, end, options, {
      define: (id, template) => {
        const before = source.own(id)
        const fields = this.#fields + costOf(template) - (before ? costOf(before) : 0)
        if (fields > maxFields) return this.reject(message, 'too many flow templates')
        this.#fields = fields
        domain.define(message, id, template)
        defined.push(id)
      },
      withdraw: id => void (this.#fields -= domain.withdraw(message, id)),
      bad: (reason, id) => {
        this.reject(message, reason)
        // Whatever the new form was meant to be, the exporter's records are no longer of the old one.
        if (id >= 256) this.#fields -= domain.withdraw(message, id)
      },
    })
    for (const id of defined) this.#late(domain, id)
  }

  /** Decodes what waited for template `id`. */
  #late(domain: Domain, id: number): void {
    const sets = domain.waiting.get(id)
    if (!sets) return
    const { records, flows } = this
    domain.waiting.delete(id)
    for (const { bytes, message } of sets) {
      this.#waiting -= bytes.byteLength + setCost
      message.source = domain.source(message.port)
      this.#data(message, id, bytes, 0, bytes.byteLength)
      this.noteTimes(message)
    }
    this.records = records
    this.flows = flows
  }

  /** Notes records whose times were not theirs. */
  noteTimes(message: Message): void {
    if (message.odd === 0) return
    const { notes, sensor } = this.#context
    notes.add(sensor, oddTimes, `${message.file}, offset ${message.offset}`, message.odd)
    message.odd = 0
  }

  #wait(message: Message, id: number, view: DataView, at: number, end: number): void {
    this.records = -Infinity
    this.flows = -Infinity
    if (this.#waiting + end - at + setCost > maxWaiting)
      return this.reject(message, 'flow data without a template')
    const from = view.byteOffset + at
    const bytes = new DataView(view.buffer.slice(from, from + end - at))
    this.#waiting += bytes.byteLength + setCost
    const { waiting } = message.domain
    const sets = waiting.get(id)
    if (sets) sets.push({ bytes, message })
    else waiting.set(id, [{ bytes, message }])
  }

  #data(message: Message, id: number, view: DataView, at: number, end: number): void {
    const { source } = message
    const template = source.template(id)
    if (!template) return this.#wait(message, id, view, at, end)
    this.#values.fill(-1)
    while (end - at >= template.shortest) {
      const next = readValues(template, view, at, end, this.#context.hosts, this.#values)
      if (next < 0) return this.reject(message, 'flow record longer than its set')
      this.records++
      if (template.options) message.domain.options(source, this.#values)
      else {
        this.flows++
        const listed = template.lists ? this.#listed(message, template, view, at) : 0
        if (!this.#flow(this.#values, message) && listed === 0)
          this.#context.notes.add(this.#context.sensor, 'flow records without addresses, left out')
        // What its lists said of a record is not of the next one.
        if (template.lists) this.#values.fill(-1)
      }
      at = next
    }
  }

  /** Reads the lists of the record at `at`; returns how many flows are in them. */
  #listed(message: Message, template: Template, view: DataView, at: number): number {
    const { flows, fault } = this.#lists.read(message, template, view, at, this.#values)
    if (fault !== '') this.reject(message, fault)
    return flows
  }

  /** Whether values are a flow, which is handed on. */
  #flow(values: Float64Array, message: Message): boolean {
    const isFlow = fillRecord(this.#record, values, message)
    if (isFlow) this.#sink(this.#record)
    return isFlow
  }
}
