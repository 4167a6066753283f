/**
 * A table that is asked for names from input. A plain object would answer `constructor` or `__proto__` with what it
 * inherits; a map has its rows alone.
 */
export const table = <Value>(rows: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> =>
  new Map(Object.entries(rows))
