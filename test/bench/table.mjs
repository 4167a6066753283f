import { tooSlow } from './race.mjs'

const line = (name, ...cells) => `  ${name.padEnd(34)}${cells.map(cell => cell.padStart(12)).join('')}`
const figure = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '-')

/** A race as text: a line a contestant, and what it takes where eastwest, the first, takes 1. */
export function table({ title, megabytes, count, unit, rows, missing }) {
  const size = count ? `, ${count.toLocaleString('en')} ${unit}` : ''
  const [ours] = rows
  const lines = rows.map(({ name, seconds, processor, mebibytes }) =>
    line(
      name,
      seconds === Infinity ? tooSlow : figure(seconds, 2),
      figure(seconds / ours.seconds, 2),
      figure(processor, 2),
      figure(processor / ours.processor, 2),
      figure(mebibytes, 0),
      figure(count / seconds / 1e6, 2),
    ),
  )
  return [
    `${title} (${megabytes.toFixed(1)} MB${size})`,
    line('', 'seconds', 'ratio', 'CPU s', 'ratio', 'peak MiB', count ? `M ${unit}/s` : ''),
    ...lines,
    ...missing.map(name => line(name, 'not installed')),
    '',
  ].join('\n')
}
