import { bisectLeft } from 'd3-array'
import { Column, orderBy, rowNumbers } from '../lib/column.ts'
import { NumberIndex } from '../lib/number-index.ts'

/** Local days on which something of a kind happened, added in ascending order; one entry a day, counted by bisection. */
export class Days {
  readonly #days: number[] = []
  /** How many there are up to and with each day. */
  readonly #counts: number[] = []

  add(day: number): void {
    const last = this.#days.length - 1
    if (this.#days[last] === day) this.#counts[last]!++
    else {
      this.#days.push(day)
      this.#counts.push((this.#counts[last] ?? 0) + 1)
    }
  }

  /** How many lie before `day`. */
  before(day: number): number {
    return this.#counts[bisectLeft(this.#days, day) - 1] ?? 0
  }

  /** How many lie on `day`. */
  on(day: number): number {
    return this.before(day + 1) - this.before(day)
  }
}

/** Days of each key in columns: a key's rows are those from `from[key]` on, one a day, ascending. */
interface Sorted {
  readonly from: Uint32Array
  readonly days: Int32Array
  /** How many there are up to and with each day, and the most on one of them. */
  readonly counts: Uint32Array
  readonly most: Uint32Array
}

/** Days by a numeric or text key, added in any order and then asked; a key never added has none. */
export class DayCounter<Key extends number | string> {
  readonly #numbers = new NumberIndex()
  readonly #texts = new Map<string, number>()
  /** One row each time that a key gets another day than just before. */
  readonly #key = new Column(Uint32Array)
  readonly #day = new Column(Int32Array)
  readonly #count = new Column(Uint32Array)
  /** The last row of each key. */
  readonly #last = new Column(Uint32Array)
  #sorted: Sorted | undefined

  add(key: Key, day: number): void {
    this.#sorted = undefined
    const number = this.#add(key)
    const row = this.#key.length
    if (number === this.#last.length) this.#last.push(row)
    else if (this.#day.at(this.#last.at(number)) === day) {
      this.#count.set(this.#last.at(number), this.#count.at(this.#last.at(number)) + 1)
      return
    } else this.#last.set(number, row)
    this.#key.push(number)
    this.#day.push(day)
    this.#count.push(1)
  }

  /** How many different keys there are. */
  get size(): number {
    return this.#last.length
  }

  has(key: Key): boolean {
    return this.#numberOf(key) >= 0
  }

  before(key: Key, day: number): number {
    const [from, at] = this.#find(key, day)
    return at > from ? this.#sorted!.counts[at - 1]! : 0
  }

  on(key: Key, day: number): number {
    return this.before(key, day + 1) - this.before(key, day)
  }

  /** The most on any one day before `day`. */
  mostBefore(key: Key, day: number): number {
    const [from, at] = this.#find(key, day)
    return at > from ? this.#sorted!.most[at - 1]! : 0
  }

  #add(key: Key): number {
    if (typeof key === 'number') return this.#numbers.add(key)
    const known = this.#texts.get(key)
    if (known === undefined) this.#texts.set(key, this.#texts.size)
    return known ?? this.#texts.size - 1
  }

  #numberOf(key: Key): number {
    return typeof key === 'number' ? this.#numbers.get(key) : (this.#texts.get(key) ?? -1)
  }

  /** The first row of a key, and the first on `day` or after it. */
  #find(key: Key, day: number): [from: number, at: number] {
    const number = this.#numberOf(key)
    if (number < 0) return [0, 0]
    const { from, days } = (this.#sorted ??= this.#sort())
    return [from[number]!, bisectLeft(days, day, from[number], from[number + 1])]
  }

  #sort(): Sorted {
    const [key, day, count] = [this.#key.values, this.#day.values, this.#count.values]
    const distinct = [...new Set(day)].sort((a, b) => a - b)
    const rank = new Map(distinct.map((value, i) => [value, i]))
    const byDay = orderBy(rowNumbers(key.length), distinct.length, row => rank.get(day[row]!)!)
    const rows = orderBy(byDay, this.size, row => key[row]!)
    const from = new Uint32Array(this.size + 1)
    const days = new Int32Array(rows.length)
    const counts = new Uint32Array(rows.length)
    const most = new Uint32Array(rows.length)
    let at = -1
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      const isNext = i === 0 || key[row] !== key[rows[i - 1]!]
      if (isNext) from[key[row]!] = at + 1
      if (isNext || days[at] !== day[row]) days[++at] = day[row]!
      counts[at]! += count[row]!
      const isLast = i + 1 === rows.length || key[rows[i + 1]!] !== key[row]
      if (isLast) addUp(counts, most, from[key[row]!]!, at)
    }
    from[this.size] = at + 1
    return { from, days, counts, most }
  }
}

/** Turns the counts of a key's days into those up to and with each, and the most so far. */
function addUp(counts: Uint32Array, most: Uint32Array, from: number, to: number): void {
  most[from] = counts[from]!
  for (let at = from + 1; at <= to; at++) {
    most[at] = Math.max(most[at - 1]!, counts[at]!)
    counts[at]! += counts[at - 1]!
  }
}
