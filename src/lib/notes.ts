/**
 * What an input could not show: packets that the capture lost, sampling, one-way exports, cut files.
 * A note lowers trust, it is no reject: the records that are there were read.
 */
export interface Note {
  readonly sensor: string
  /** A constant text, in an analyst's words: "sampled 1:100". */
  readonly text: string
  /** How many times it was seen. */
  count: number
  /** The first place it was seen, empty where none is known. */
  readonly where: string
}

/** Counts notes by sensor and text. At most 1,000 different ones are kept. */
export class Notes {
  readonly #rows = new Map<string, Note>()

  add(sensor: string, text: string, where = '', count = 1): void {
    const key = `${sensor}\0${text}`
    const row = this.#rows.get(key)
    if (row) row.count += count
    else if (this.#rows.size < 1000) this.#rows.set(key, { sensor, text, count, where })
  }

  rows(): Note[] {
    const order = (note: Note) => `${note.sensor}\0${note.text}`
    return [...this.#rows.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  }
}
