import { slotOf } from './fields.ts'
import { fill, parseObject, unwrap } from './json-object.ts'
import { kindOf } from './paths.ts'
import { has, logRecord, text, time } from './record.ts'
import { headerLine, tsvHeader } from './tsv-header.ts'

/** What the start of a file tells. */
export interface Head {
  readonly format: 'tsv' | 'json'
  /** The kind of the first rows; '' where nothing tells. */
  readonly kind: string
}

const maxTried = 50

/** What the log that starts with these bytes is; undefined where it is no Zeek log. */
export function headOf(bytes: Uint8Array): Head | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  if (head[start] === 35) return tsvHead(lines(head.subarray(start), 'latin1'))
  return /^\s*\{/.test(head.toString('latin1', start, start + 256))
    ? jsonHead(lines(head.subarray(start), 'utf8'))
    : undefined
}

const lines = (head: Buffer, encoding: BufferEncoding): string[] =>
  head
    .toString(encoding)
    .split('\n')
    .map(line => (line.endsWith('\r') ? line.slice(0, -1) : line))

/** Zeek's header: `#separator` or `#fields` among the comment lines at the start. */
function tsvHead(text: readonly string[]): Head | undefined {
  const until = text.findIndex(line => !line.startsWith('#'))
  const comments = until < 0 ? text : text.slice(0, until)
  if (!comments.some(line => /^#separator( |$)|^#fields[^\w:]/.test(line))) return undefined
  const header = comments.reduce(headerLine, tsvHeader())
  return { format: 'tsv', kind: kindOf(header.path, field => header.names.includes(field)) }
}

function jsonHead(rows: readonly string[]): Head | undefined {
  const record = logRecord(false)
  let zeek = false
  for (const line of rows.slice(0, maxTried)) {
    const object = parseObject(line)
    if (!object) continue
    const [stream, row] = unwrap(object)
    fill(record, row)
    const seen = (field: Parameters<typeof slotOf>[0]) => has(record, slotOf(field))
    const path = stream || text(record, '_path')
    const kind = kindOf(path, seen)
    const told = time(record, slotOf('ts')) >= 0 && (kind !== '' || seen('uid') || seen('id.orig_h'))
    if (!told) continue
    zeek = true
    if (kind !== '') return { format: 'json', kind }
  }
  return zeek ? { format: 'json', kind: '' } : undefined
}
