import { headLines } from '../text/head-lines.ts'
import { JsonObjects } from '../text/json-objects.ts'
import { secondsOf } from '../text/values.ts'
import { Rejects } from '../../lib/rejects.ts'
import { isHeader, isRow, NfdumpLine } from './nfdump-line.ts'
import { isNfdump, jsonCells } from './nfdump-json.ts'
import { headerOf, Rows } from './rows.ts'

/** What the start of a file tells. */
export interface Look {
  readonly kind: 'rows' | 'json'
  /** The first time in it, in epoch seconds; 0 where there is none. */
  readonly first: number
}

/** What the file that starts with these bytes is; undefined where it is no flow records of others. */
export function firstLook(head: Uint8Array): Look | undefined {
  const lines = headLines(head)
  const [first = ''] = lines
  const header = headerOf(first)
  if (header) return { kind: 'rows', first: firstTime(lines, new Rows(header)) }
  if (isHeader(first) || isRow(first)) return { kind: 'rows', first: firstTime(lines, new NfdumpLine()) }
  return lines.some(line => /^[[{]/.test(line)) ? json(head) : undefined
}

function firstTime(lines: readonly string[], rows: Rows | NfdumpLine): number {
  for (const line of lines) {
    const cells = rows.read(line, false)
    const time = typeof cells === 'string' ? NaN : secondsOf(cells.start)
    if (time >= 0) return time
  }
  return 0
}

function json(head: Uint8Array): Look | undefined {
  let found: Look | undefined
  const objects = new JsonObjects('', new Rejects(), object => {
    if (!found && isNfdump(object)) found = { kind: 'json', first: secondsOf(jsonCells(object).start) || 0 }
    return ''
  })
  objects.push(head)
  return found
}
