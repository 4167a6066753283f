import { Column, orderBy, rowNumbers } from '../lib/column.ts'

/** One source's day in numbers, without its magnitudes. */
export interface SourceDayRow {
  readonly src: number
  /** The entry that hides it, '' for none. */
  readonly trusted: string
  /** The day from which on its history is its own: its first, or the one on which the address changed hands. */
  readonly since: number
  /** The local day with which it is judged. */
  readonly day: number
  /** That of its first flow. */
  readonly subnet: number
  readonly knownDays: number
}

/**
 * All source days in numbers, as columns: a few bytes for each, and of magnitudes those above zero alone. Rows of one source
 * follow each other. A holder is who is taken to have an address (or one trusted part of its traffic) over some days.
 */
export class SourceDays {
  readonly holder = new Column(Uint32Array)
  readonly day = new Column(Int32Array)
  readonly subnet = new Column(Uint32Array)
  readonly knownDays = new Column(Uint32Array)
  /** Where a row's magnitudes end; they begin where those of the row before do. */
  readonly #end = new Column(Uint32Array)
  /** Of each magnitude: its channel, ascending in a row, its value, and the most bits that it may be worth. */
  readonly channel = new Column(Uint8Array)
  readonly magnitude = new Column(Float64Array)
  readonly most = new Column(Float64Array)
  readonly #src = new Column(Uint32Array)
  readonly #since = new Column(Int32Array)
  readonly #trusted: string[] = []
  /** The source's holders at the moment, by the entry that hides them. */
  readonly #now = new Map<string, number>()

  get length(): number {
    return this.day.length
  }

  get holders(): number {
    return this.#src.length
  }

  src = (row: number): number => this.#src.at(this.holder.at(row))
  trusted = (row: number): string => this.#trusted[this.holder.at(row)]!

  /** The row's magnitudes, as numbers into their columns: from the first up to the second. */
  from = (row: number): number => (row ? this.#end.at(row - 1) : 0)
  to = (row: number): number => this.#end.at(row)

  /** Adds a row; `magnitudes` and `most` are by channel. */
  add(row: SourceDayRow, magnitudes: Float64Array, most: Float64Array): void {
    this.holder.push(this.#holderOf(row))
    this.day.push(row.day)
    this.subnet.push(row.subnet)
    this.knownDays.push(row.knownDays)
    for (let i = 0; i < magnitudes.length; i++) {
      if (magnitudes[i] === 0) continue
      this.channel.push(i)
      this.magnitude.push(magnitudes[i]!)
      this.most.push(most[i]!)
    }
    this.#end.push(this.channel.length)
  }

  #holderOf({ src, trusted, since }: SourceDayRow): number {
    if (this.length && this.src(this.length - 1) !== src) this.#now.clear()
    const known = this.#now.get(trusted)
    if (known !== undefined && this.#since.at(known) === since) return known
    const holder = this.#src.length
    this.#src.push(src)
    this.#since.push(since)
    this.#trusted.push(trusted)
    this.#now.set(trusted, holder)
    return holder
  }

  /**
   * The rows by day, those of a day by the text of their source: host ids follow the order of reading, and sums of fractions
   * follow the order of rows.
   */
  inOrder(name: (src: number) => string): Uint32Array {
    const keys = this.#trusted.map((trusted, holder) => `${name(this.#src.at(holder))} ${trusted}`)
    const compare = (a: number, b: number) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b)
    const rank = new Uint32Array(this.holders)
    rowNumbers(this.holders)
      .sort(compare)
      .forEach((holder, i) => (rank[holder] = i))
    const bySource = orderBy(rowNumbers(this.length), this.holders, row => rank[this.holder.at(row)]!)
    const days = [...new Set(this.day.values)].sort((a, b) => a - b)
    const numbers = new Map(days.map((day, i) => [day, i]))
    return orderBy(bySource, days.length, row => numbers.get(this.day.at(row))!)
  }
}
