/** Local days on which something of a kind happened, added in ascending order and counted by bisection. */
export class Days {
  readonly #days: number[] = []

  add(day: number): void {
    this.#days.push(day)
  }

  /** How many lie before `day`. */
  before(day: number): number {
    let low = 0
    let high = this.#days.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#days[middle]! < day) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many lie on `day`. */
  on(day: number): number {
    return this.before(day + 1) - this.before(day)
  }
}

/** Days by a numeric or text key; a key never added has none. */
export class DayCounter<Key extends number | string> {
  readonly #rows = new Map<Key, Days>()

  add(key: Key, day: number): void {
    let days = this.#rows.get(key)
    if (!days) this.#rows.set(key, (days = new Days()))
    days.add(day)
  }

  before(key: Key, day: number): number {
    return this.#rows.get(key)?.before(day) ?? 0
  }

  on(key: Key, day: number): number {
    return this.#rows.get(key)?.on(day) ?? 0
  }
}
