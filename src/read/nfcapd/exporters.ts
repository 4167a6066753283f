/** Record types that tell of exporters: who one is, and how it samples, in the old form and the new. */
const exporterInfo = 7
const oldSampler = 9
const sampler = 15

/** More exporters than these are one: their numbers come from files. */
const mostExporters = 16_384

/** Numbers of exporters that are the same in all files: what a file calls its first exporter is another's second. */
export class ExporterNumbers {
  readonly #numbers = new Map<string, number>()

  of(identity: string): number {
    let number = this.#numbers.get(identity)
    if (number === undefined) {
      number = this.#numbers.size
      if (number < mostExporters) this.#numbers.set(identity, number)
    }
    return number
  }
}

/** What one file says of the exporters whose records are in it, by the file's own numbers for them. */
export class Exporters {
  readonly #numbers: ExporterNumbers
  readonly #known = new Map<number, number>()
  /** Of how many packets one was looked at; 0 where an exporter's samplers differ, since records do not name theirs. */
  readonly #rates = new Map<number, number>()

  constructor(numbers: ExporterNumbers) {
    this.#numbers = numbers
  }

  /** Takes a record of another type than a flow's (nfdump's exporter.h); one that is too short says nothing. */
  add(type: number, view: DataView, at: number, end: number, little: boolean): void {
    if (type === exporterInfo && end - at >= 32) {
      // Version, address, family; behind the file's own number, the exporter's id (v9: source id).
      const words = [4, 8, 12, 16, 20, 28].map(offset => view.getUint32(at + offset, little))
      this.#known.set(view.getUint16(at + 26, little), this.#numbers.of(words.join(' ')))
    } else if (type === oldSampler && end - at >= 16)
      this.#sampled(view.getUint16(at + 14, little), view.getUint32(at + 8, little))
    else if (type === sampler && end - at >= 24) {
      const taken = view.getUint32(at + 16, little)
      const passed = view.getUint32(at + 20, little)
      this.#sampled(view.getUint16(at + 4, little), taken > 0 ? (taken + passed) / taken : 0)
    }
  }

  #sampled(id: number, rate: number): void {
    const known = this.#rates.get(id) ?? rate
    this.#rates.set(id, known === rate && rate > 1 ? rate : 0)
  }

  /** The number of an exporter among those of all files. */
  number(id: number): number {
    let number = this.#known.get(id)
    if (number === undefined) this.#known.set(id, (number = this.#numbers.of(String(id))))
    return number
  }

  /** The rate by which the collector multiplied a sampled record's counts; 0 where that is not known. */
  rate(id: number): number {
    return this.#rates.get(id) ?? 0
  }
}
