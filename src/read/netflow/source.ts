import type { Domain } from './domain.ts'
import { slot } from './fields.ts'
import type { Sent } from './sequence.ts'
import { costOf, type Template } from './templates.ts'

/** What a message's header says; the records of the message are decoded with it. */
export interface Message {
  readonly domain: Domain
  /** The port that it came from, and the session of the domain that it belongs to. */
  readonly port: number
  source: Source
  /** When the message was sent, by the exporter's clock: seconds since the epoch. */
  readonly exported: number
  /** Milliseconds since the exporter started, where the header has it; else -1. */
  readonly uptime: number
  /** When the message was captured. */
  readonly received: number
  readonly file: string
  readonly offset: number
  /** Records so far whose times cannot be. */
  odd: number
}

const maxSamplers = 64

/**
 * What was said in one transport session of an exporter's observation domain (NetFlow v9: source id) that later messages of it
 * depend on.
 */
export class Source {
  /** A small number of its own. */
  readonly index: number
  /** The exporter's address, for people. */
  readonly name: string
  /** The last message in the exporter's order. */
  sent: Sent | undefined
  /** When the exporter started, milliseconds since the epoch, where options say it; else -1. */
  boot = -1
  readonly #templates = new Map<number, Template>()
  /** Of how many packets one is looked at, by sampler; -1 is the exporter's, which names none. */
  readonly #rates = new Map<number, number>()

  /** What other sessions of the domain agree on. */
  readonly #shared: Source | undefined

  constructor(index: number, name: string, shared?: Source) {
    this.#shared = shared
    this.index = index
    this.name = name
  }

  template(id: number): Template | undefined {
    return this.#templates.get(id) ?? this.#shared?.template(id)
  }

  /** The session's own template of that number. */
  own(id: number): Template | undefined {
    return this.#templates.get(id)
  }

  define(id: number, template: Template): void {
    this.#templates.set(id, template)
  }

  /** Forgets a template; `id` 2 and 3 stand for all templates and all options templates. Returns which, and how many fields they had. */
  withdraw(id: number): { readonly ids: readonly number[]; readonly fields: number } {
    const ids: number[] = []
    let fields = 0
    for (const [key, template] of id >= 256 ? this.#one(id) : this.#templates) {
      if (id < 256 && template.options !== (id === 3)) continue
      fields += costOf(template)
      this.#templates.delete(key)
      ids.push(key)
    }
    return { ids, fields }
  }

  #one(id: number): [number, Template][] {
    const template = this.#templates.get(id)
    return template ? [[id, template]] : []
  }

  /** Takes what an options record says. */
  options(values: Float64Array): void {
    if (values[slot.bootMs]! > 0) this.boot = values[slot.bootMs]!
    const rate = samplingRate(values)
    const sampler = values[slot.samplerId]!
    if (rate >= 1 && (this.#rates.size < maxSamplers || this.#rates.has(sampler)))
      this.#rates.set(sampler, rate)
  }

  /** Of how many packets one was looked at for a record: by its own fields, by the sampler that it names, or by the exporter's rate. */
  rate(values: Float64Array): number {
    const own = samplingRate(values)
    if (own >= 1) return own
    return this.#rates.get(values[slot.samplerId]!) ?? this.#rates.get(-1) ?? 1
  }
}

/** 1 of so many packets, or -1 where the record does not say (RFC 5477, and Cisco's elements 34 and 50). */
function samplingRate(values: Float64Array): number {
  const taken = values[slot.packetInterval]!
  const passed = values[slot.packetSpace]!
  if (taken > 0 && passed >= 0) return (taken + passed) / taken
  const size = values[slot.sampleSize]!
  const population = values[slot.samplePopulation]!
  if (size > 0 && population >= size) return population / size
  const interval = Math.max(values[slot.samplerInterval]!, values[slot.samplingInterval]!, taken)
  return interval >= 1 ? interval : -1
}
