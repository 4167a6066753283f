import type { Notes } from '../lib/notes.ts'

/** Sampling rates that are told one by one: they come from the wire. */
const mostRates = 100

/** What a join could not show, counted as it goes: there may be one for every record, and a note each would cost too much. */
export class JoinNotes {
  /** Records without counts, records that repeat another observer's, and sessions that were given up. */
  empty = 0
  again = 0
  evicted = 0
  /** Flows of one direction whose flags show that there was another: the exporter does not see both. And answers to nothing. */
  oneWay = 0
  stray = 0
  readonly #sampled = new Map<number, number>()

  /** A record of a sampled export; a rate of 0 is not known. */
  sampled(rate: number): void {
    const told = this.#sampled.has(rate) || this.#sampled.size < mostRates ? rate : Infinity
    this.#sampled.set(told, (this.#sampled.get(told) ?? 0) + 1)
  }

  /** Adds the notes, and starts anew. */
  say(notes: Notes, sensor: string): void {
    const texts: [string, number][] = [
      ...[...this.#sampled].map(([rate, count]): [string, number] => [sampledText(rate), count]),
      ['flow records and firewall events without counts, left out', this.empty],
      ['TCP flows of which only one direction was exported', this.oneWay],
      [
        'TCP answers without what they answer (backscatter, or one direction alone), taken for no service’s',
        this.stray,
      ],
      ['flows cut short because too many were open at once', this.evicted],
      ['records of packets that another interface or exporter also reported, counted once', this.again],
    ]
    for (const [text, count] of texts) if (count > 0) notes.add(sensor, text, '', count)
    this.#sampled.clear()
    this.empty = this.again = this.evicted = this.oneWay = this.stray = 0
  }
}

/** (1 − 1/N)^packets of the sessions of so many packets leave no trace. */
function sampledText(rate: number): string {
  if (rate <= 1) return 'sampled: counts are estimates, short flows are missing'
  if (rate === Infinity) return 'sampled at still other rates: counts are estimates, short flows are missing'
  const half = Math.ceil(-1 / Math.log2(1 - 1 / rate))
  return `sampled 1:${Math.round(rate)}: counts are estimates, and half of the sessions of ${half} packets leave no trace`
}
