import { group, sum } from 'd3-array'

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

/**
 * For a person: notes of a sensor that say the same of three things or more (`ftp.log: rows not used`) as one,
 * which names them: `rows not used: ftp.log (93), ntp.log (904), smtp.log (12)`.
 */
export function gathered(notes: readonly Note[]): Note[] {
  const parts = ({ text }: Note) => /^(?:([^:]+): )?(.*)$/s.exec(text)!.slice(1)
  const alike = group(notes, note => `${note.sensor}\0${parts(note)[1]}`)
  return [...alike.values()].flatMap(all => {
    if (all.length < 3) return all
    const about = all.map(note => `${parts(note)[0]} (${note.count})`).join(', ')
    const text = `${parts(all[0]!)[1]}: ${about}`
    return [{ ...all[0]!, text, count: sum(all, note => note.count) }]
  })
}
