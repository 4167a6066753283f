import { Rejects } from '../../lib/rejects.ts'
import { headLines } from '../text/head-lines.ts'
import { JsonObjects } from '../text/json-objects.ts'
import { firstVpcTime } from './aws-vpc-text.ts'
import { recordsIn, type CloudRecord } from './cloud-json.ts'
import { formatOf } from './formats.ts'

/** What the start of a file tells: how it is written, and the first time in it, epoch seconds, 0 where there is none. */
export interface Look {
  readonly kind: 'json' | 'vpc'
  readonly first: number
}

/** A list of records may be one object larger than a head: then its beginning must tell. */
const openList =
  /^\s*\{\s*"records"\s*:\s*\[\s*\{[^]*"category"\s*:\s*"(NetworkSecurityGroupFlowEvent|FlowLogFlowEvent)"/

/** What the file that starts with these bytes is; undefined where it is no cloud's log. */
export function firstLook(head: Uint8Array): Look | undefined {
  const lines = headLines(head)
  const first = firstVpcTime(lines)
  if (first !== undefined) return { kind: 'vpc', first }
  return lines.some(line => /^[[{]/.test(line)) ? json(head) : undefined
}

function json(head: Uint8Array): Look | undefined {
  let found: Look | undefined
  const objects = new JsonObjects('', new Rejects(), record => {
    const [inner] = found ? [] : recordsIn(record)
    if (inner !== undefined) found = { kind: 'json', first: timeOf(inner) }
    return ''
  })
  objects.push(head)
  const text = () => Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  return found ?? (openList.test(text()) ? { kind: 'json', first: 0 } : undefined)
}

const timeOf = (record: CloudRecord): number =>
  (typeof record === 'string' ? firstVpcTime([record]) : formatOf(record)?.time(record)) || 0
