import type { RecordSink } from '../text/record-sink.ts'

/** Flows that have begun and not ended; the oldest is given up for a new one. */
const maxOpen = 500_000

interface Open {
  readonly fill: (sink: RecordSink) => void
  since: number
}

/** Azure's flows that begin in one record and are counted in later ones. One of which no count comes was there all the same. */
export class OpenFlows {
  readonly #records: RecordSink
  readonly #open = new Map<string, Open>()

  constructor(records: RecordSink) {
    this.#records = records
  }

  /** A flow began; `fill` puts its ends into a record, should nothing more of it come. */
  begin(key: string, since: number, fill: (sink: RecordSink) => void): void {
    if (this.#open.has(key)) this.#give(key)
    else if (this.#open.size >= maxOpen) this.#give(this.#oldest())
    this.#open.set(key, { fill, since })
  }

  /** Counts of a flow came. Returns since when they count; `at` where its beginning is not known. */
  counted(key: string, at: number, ended: boolean): number {
    const open = this.#open.get(key)
    if (!open) return at
    const { since } = open
    // Its packets are told by records: nothing is left to say of it in the end.
    this.#open.delete(key)
    if (!ended) this.#open.set(key, { fill: () => {}, since: at })
    return Math.min(since, at)
  }

  finish(): void {
    for (const key of [...this.#open.keys()]) this.#give(key)
  }

  #oldest(): string {
    for (const key of this.#open.keys()) return key
    return ''
  }

  #give(key: string): void {
    this.#open.get(key)?.fill(this.#records)
    this.#open.delete(key)
  }
}
