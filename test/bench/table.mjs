// One Markdown table, padded so that it reads well in a terminal and goes into docs/performance.md as it is.
import { tooSlow } from './race.mjs'

const columns = [['input', 58], ['contestant', 33], ['seconds', 7], ['ratio', 5], ['CPU s', 6], ['ratio', 5], ['peak MiB', 8], ['M/s', 5]] // prettier-ignore
const line = cells => `| ${columns.map(([, width], i) => (i < 2 ? cells[i].padEnd(width) : cells[i].padStart(width))).join(' | ')} |` // prettier-ignore
const figure = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '-')

export const head = [
  line(columns.map(([name]) => name)),
  line(columns.map(([, width], i) => '-'.repeat(width - (i < 2 ? 0 : 1)) + (i < 2 ? '' : ':'))),
].join('\n')

/** A race's lines: the input once, then every contestant against the first, eastwest. */
export function lines({ title, megabytes, count, unit, rows, missing }) {
  const size = count ? `, ${count / 1e6} M ${unit}` : ''
  const input = `${title}, ${figure(megabytes, megabytes < 10 ? 1 : 0)} MB${size}`
  const [ours] = rows
  const told = rows.map(({ name, seconds, processor, mebibytes }) => [
    name,
    seconds === Infinity ? tooSlow : Number.isNaN(seconds) ? 'failed' : figure(seconds, 2),
    figure(seconds / ours.seconds, 2),
    figure(processor, 2),
    figure(processor / ours.processor, 2),
    figure(mebibytes, 0),
    figure(count / seconds / 1e6, 2),
  ])
  const absent = missing.map(name => [`${name}: not installed`, '-', '-', '-', '-', '-', '-'])
  return [...told, ...absent].map((cells, i) => line([i ? '' : input, ...cells])).join('\n')
}
