/** `12,345`. */
export const count = (n: number): string => (Number.isFinite(n) ? n.toLocaleString('en-US') : '?')

/** `1 host`, `2,000 hosts`; the plural is the singular with an s unless it is given. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** A score or a part of one: `42.1 bits`. */
export const bits = (score: number): string =>
  `${score === Infinity ? '∞' : Number.isFinite(score) ? score.toFixed(1) : '?'} bits`

/** The first `max` of a list, and how many more: `a, b, … 3 more`. */
export function list(items: readonly string[], max: number): string {
  const shown = items.slice(0, max).join(', ')
  return items.length > max ? `${shown}, … ${count(items.length - max)} more` : shown
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `Tue 2026-03-03` for `2026-03-03`; anything else stays as it is. */
export function dayName(day: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN
  return Number.isNaN(time) ? day : `${weekdays[new Date(time).getUTCDay()]} ${day}`
}
