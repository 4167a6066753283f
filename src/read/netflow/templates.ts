import {
  address4,
  address6,
  basicList,
  fieldOf,
  listOf,
  ntp,
  number,
  other4,
  other6,
  skip,
  slot,
  translated4,
  translated6,
  type Field,
} from './fields.ts'

/** A template's fields as parallel lists that a record is read by. */
export interface Template {
  readonly kinds: readonly number[]
  readonly slots: readonly number[]
  /** Bytes; 65535 is a variable length (RFC 7011, 7). */
  readonly lengths: readonly number[]
  /** Where in a record each field is, those passed over left out; undefined where a length is variable, or a field is a list. */
  readonly offsets: readonly number[] | undefined
  /** The fewest bytes that a record has; at least 1. */
  readonly shortest: number
  /** Records describe the exporter (its sampling, its start), not flows. */
  readonly options: boolean
  /** Records have lists of other records in them. */
  readonly lists: boolean
}

export const variable = 65535

/** Whether a field of `length` bytes can be read as `kind`: integers may be shorter than their type (RFC 7011, 6.2). */
const fits = (kind: number, length: number): boolean =>
  (kind === number && length >= 1 && length <= 8) ||
  ((kind === address4 || kind === translated4) && length === 4) ||
  ((kind === address6 || kind === translated6) && length === 16) ||
  (kind === ntp && length === 8)

class Steps {
  readonly kinds: number[] = []
  readonly slots: number[] = []
  readonly lengths: number[] = []

  add(enterprise: number, element: number, length: number): void {
    const list = listOf(enterprise, element)
    if (list !== undefined) return this.#push(list, -1, length)
    const field = fieldOf(enterprise, element)
    const known = field !== undefined && fits(field.kind, length)
    const last = this.kinds.length - 1
    const joins =
      !known && length !== variable && this.kinds[last] === skip && this.lengths[last] !== variable
    if (joins && this.lengths[last]! + length < variable) this.lengths[last]! += length
    else this.#push(known ? this.#kind(field) : skip, known ? slot[field.column] : -1, length)
  }

  #push(kind: number, slot: number, length: number): void {
    this.kinds.push(kind)
    this.slots.push(slot)
    this.lengths.push(length)
  }

  #kind({ kind, column }: Field): number {
    if (!this.slots.includes(slot[column])) return kind
    if (kind === address4 || kind === translated4) return other4
    return kind === address6 || kind === translated6 ? other6 : kind
  }

  template(options: boolean): Template {
    const { kinds, slots, lengths } = this
    const offsets: number[] = []
    let shortest = 0
    for (const length of lengths) {
      offsets.push(shortest)
      shortest += length === variable ? 1 : length
    }
    const lists = kinds.some(kind => kind >= basicList)
    const said = { shortest, options, lists }
    if (lists || lengths.includes(variable)) return { kinds, slots, lengths, offsets: undefined, ...said }
    const known = (list: readonly number[]) => list.filter((_, i) => kinds[i] !== skip)
    return {
      kinds: known(kinds),
      slots: known(slots),
      lengths: known(lengths),
      offsets: known(offsets),
      ...said,
    }
  }
}

/** Whether two templates read a record alike. */
export const isAlike = (a: Template, b: Template): boolean =>
  a.options === b.options &&
  a.shortest === b.shortest &&
  a.kinds.length === b.kinds.length &&
  a.kinds.every(
    (kind, i) => kind === b.kinds[i] && a.slots[i] === b.slots[i] && a.lengths[i] === b.lengths[i],
  )

/** What a template costs to remember, in fields. */
export const costOf = (template: Template): number => template.kinds.length + 1

/** What a template set says: `define` a template, or withdraw it. */
export interface TemplateSink {
  define(id: number, template: Template): void
  /** IPFIX: `id` 2 or 3 withdraws all templates, or all options templates, of the domain. */
  withdraw(id: number): void
  /** The set holds something that is no template, perhaps as a new form of `id`; the rest of it is passed over. */
  bad(reason: string, id: number): void
}

/** NetFlow v9 (RFC 3954, 5.2 and 6.1): the templates of a flowset's body. */
export function netflow9Templates(
  view: DataView,
  at: number,
  end: number,
  options: boolean,
  sink: TemplateSink,
): void {
  while (end - at >= (options ? 6 : 4)) {
    const id = view.getUint16(at)
    const first = view.getUint16(at + 2)
    const bytes = options ? first + view.getUint16(at + 4) : first * 4
    at += options ? 6 : 4
    if (id < 256) {
      if (id !== 0 || bytes !== 0) sink.bad('template with a reserved number', id)
      return
    }
    if (bytes === 0 || bytes % 4 !== 0 || bytes > end - at)
      return sink.bad('template longer than its set', id)
    const steps = new Steps()
    for (const last = at + bytes; at < last; at += 4) {
      const scope = options && at < last - bytes + first
      steps.add(scope ? -1 : 0, view.getUint16(at), view.getUint16(at + 2))
    }
    define(id, steps.template(options), sink)
  }
}

/** IPFIX (RFC 7011, 3.4): the templates of a set's body. */
export function ipfixTemplates(
  view: DataView,
  at: number,
  end: number,
  options: boolean,
  sink: TemplateSink,
): void {
  while (end - at >= 4) {
    const id = view.getUint16(at)
    const count = view.getUint16(at + 2)
    at += 4
    if (id === 0) return
    if (count === 0) {
      sink.withdraw(id)
      continue
    }
    if (id < 256) return sink.bad('template with a reserved number', id)
    const steps = new Steps()
    // Scope fields are ordinary elements, and say which sampler an option is about.
    if (options) at += 2
    at = ipfixFields(view, at, end, count, steps)
    if (at < 0) return sink.bad('template longer than its set', id)
    define(id, steps.template(options), sink)
  }
}

/** Returns the offset after `count` field specifiers, or -1 where they do not fit. */
function ipfixFields(view: DataView, at: number, end: number, count: number, steps: Steps): number {
  for (let i = 0; i < count; i++) {
    if (end - at < 4) return -1
    const element = view.getUint16(at)
    const length = view.getUint16(at + 2)
    const enterprise = element >= 0x8000
    if (enterprise && end - at < 8) return -1
    steps.add(enterprise ? view.getUint32(at + 4) : 0, element & 0x7fff, length)
    at += enterprise ? 8 : 4
  }
  return at
}

/**
 * The template of a basicList's elements, from the specifier at `at` that begins the list, and where they begin. There is none
 * where it is cut, or elements have no bytes.
 */
export function elementTemplate(
  view: DataView,
  at: number,
  end: number,
): { readonly template: Template | undefined; readonly next: number } {
  const steps = new Steps()
  const next = ipfixFields(view, at, end, 1, steps)
  const template = next < 0 ? undefined : steps.template(false)
  return { template: template && template.shortest > 0 ? template : undefined, next }
}

function define(id: number, template: Template, sink: TemplateSink): void {
  if (template.shortest === 0) sink.bad('template of records without bytes', id)
  else sink.define(id, template)
}
