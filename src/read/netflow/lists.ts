import type { Hosts } from '../../flow/hosts.ts'
import { basicList, slot, subTemplateList } from './fields.ts'
import type { Message } from './source.ts'
import { elementTemplate, type Template } from './templates.ts'
import { emptyValues, fieldEnd, fieldStart, readValues } from './values.ts'

/** Lists may hold records that hold lists; deeper ones are passed over. */
const deepest = 4

const isFlow = (values: Float64Array): boolean => values[slot.src]! >= 0 && values[slot.dst]! >= 0

/** Gives `to` what it does not have. */
function fill(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) if (to[i]! < 0) to[i] = from[i]!
}

/**
 * Reads the lists inside IPFIX records (RFC 6313: basicList, subTemplateList, subTemplateMultiList). What a flow's list says
 * of the flow is added to it; a record in a list that is a flow by itself, or with what stands around it, is a flow.
 * A list lies within its record, so that the work is bounded by the record's bytes and by `deepest`.
 */
export class Lists {
  readonly #hosts: Hosts
  readonly #flow: (values: Float64Array, message: Message) => void
  /** The values of a record inside as many lists. */
  readonly #levels = Array.from({ length: deepest }, emptyValues)
  #flows = 0
  #fault = ''

  /** `flow` gets the values of every record in a list that is a flow; the array is only valid during the call. */
  constructor(hosts: Hosts, flow: (values: Float64Array, message: Message) => void) {
    this.#hosts = hosts
    this.#flow = flow
  }

  /** The lists of the record at `at`, whose other elements are in `values`: how many flows are in them, and a fault, '' for none. */
  read(
    message: Message,
    template: Template,
    view: DataView,
    at: number,
    values: Float64Array,
  ): { readonly flows: number; readonly fault: string } {
    this.#flows = 0
    this.#fault = ''
    this.#record(message, template, view, at, values, 0)
    return { flows: this.#flows, fault: this.#fault }
  }

  #record(
    message: Message,
    { kinds, lengths }: Template,
    view: DataView,
    at: number,
    values: Float64Array,
    depth: number,
  ): void {
    for (let i = 0; i < kinds.length; i++) {
      const from = fieldStart(lengths[i]!, view, at)
      const end = fieldEnd(lengths[i]!, view, at)
      // A list begins with how its elements belong together, which matters to none that is read.
      if (kinds[i]! >= basicList && end - from > 1 && depth < deepest)
        this.#list(message, kinds[i]!, view, from + 1, end, values, depth)
      at = end
    }
  }

  #list(
    message: Message,
    kind: number,
    view: DataView,
    at: number,
    end: number,
    around: Float64Array,
    depth: number,
  ): void {
    if (kind === basicList) {
      const { template, next } = elementTemplate(view, at, end)
      return this.#records(message, template, view, next, end, around, depth)
    }
    if (kind === subTemplateList) {
      if (end - at < 2) return this.#cut()
      const template = message.source.template(view.getUint16(at))
      return this.#records(message, template, view, at + 2, end, around, depth)
    }
    for (let length = 0; end - at >= 4; at += length) {
      length = view.getUint16(at + 2)
      if (length < 4 || length > end - at) return this.#cut()
      const template = message.source.template(view.getUint16(at))
      this.#records(message, template, view, at + 4, at + length, around, depth)
    }
  }

  /** Records of one template, up to `end`. */
  #records(
    message: Message,
    template: Template | undefined,
    view: DataView,
    at: number,
    end: number,
    around: Float64Array,
    depth: number,
  ): void {
    if (!template) {
      this.#fault ||= 'list in a flow record without its template'
      return
    }
    const values = this.#levels[depth]!
    while (end - at >= template.shortest) {
      values.fill(-1)
      const next = readValues(template, view, at, end, this.#hosts, values)
      if (next < 0) return this.#cut()
      // A record without two ends of its own says more of the flow around it, if there is one.
      const subject = isFlow(around) && !isFlow(values) ? around : values
      if (subject === around) fill(around, values)
      else if (!isFlow(around)) fill(values, around)
      if (template.lists) this.#record(message, template, view, at, subject, depth + 1)
      if (subject === values && isFlow(values)) {
        this.#flows++
        this.#flow(values, message)
      }
      at = next
    }
  }

  #cut(): void {
    this.#fault ||= 'list longer than its flow record'
  }
}
