import { fill, parseObject, unwrap, type JsonObject } from './json-object.ts'
import { isKnownPath, kindOf, unusedKind } from './paths.ts'
import { slotOf } from './fields.ts'
import { has, logRecord, text, time, uidText } from './record.ts'
import { headerLine, isNamesLine, tsvHeader } from './tsv-header.ts'

/** What the start of a file tells. */
export interface Head {
  readonly format: 'tsv' | 'json'
  /** The kind of the first rows; '' where nothing tells. */
  readonly kind: string
}

/** A garbled first line must not hide what the log is. */
const maxTried = 50

/** What the log that starts with these bytes is; undefined where it is no Zeek log. */
export function headOf(head: Uint8Array): Head | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const start = bytes.toString('utf8', 0, 64).trimStart()
  if (start.startsWith('{')) return jsonHead(lines(bytes))
  return start.startsWith('#') || isNamesLine(bytes.toString('latin1').split('\n', 1)[0]!)
    ? tsvHead(lines(bytes))
    : undefined
}

const lines = (bytes: Buffer): string[] => bytes.toString('utf8').trimStart().split(/\r?\n/, 1000)

/** Zeek's header among the comment lines at the start, or the names alone in the first line. */
function tsvHead(text: readonly string[]): Head | undefined {
  const until = text.findIndex(line => !line.startsWith('#'))
  const comments = isNamesLine(text[0]!)
    ? [`#fields\t${text[0]}`]
    : text.slice(0, until < 0 ? undefined : until)
  if (!comments.some(line => /^#separator( |$)|^#fields[^\w:]/.test(line))) return undefined
  const header = comments.reduce(headerLine, tsvHeader())
  return { format: 'tsv', kind: kindOf(header.path, field => header.names.includes(field)) }
}

function jsonHead(rows: readonly string[]): Head | undefined {
  let found: Head | undefined
  for (const row of rows.slice(0, maxTried)) {
    const object = parseObject(row)
    const kind = object && zeekKind(object)
    if (kind === undefined) continue
    found = { format: 'json', kind }
    if (kind !== '') break
  }
  return found
}

/** The kind of the row that an object is; undefined where it is no row of a Zeek log. */
function zeekKind(object: JsonObject): string | undefined {
  const [stream, row] = unwrap(object)
  const record = logRecord(false)
  fill(record, row)
  const path = stream || text(record, '_path')
  const seen = (field: string) => Object.hasOwn(row, field)
  const kind = kindOf(path, field => has(record, slotOf(field)))
  const idless = unusedKind(seen)
  const ids =
    has(record, slotOf('id.orig_h')) || /^C\w{8,}$/.test(uidText(record)) || has(record, slotOf('uids'))
  const noticed = kind === 'notice' && seen('msg') && seen('actions')
  const zeeks = isKnownPath(path) || ids || noticed || isExactly(idless, row)
  if (!zeeks || !(time(record, slotOf('ts')) >= 0)) return undefined
  return kind || idless
}

/** A host and a time alone are a row of known_hosts; with anything else they may be anybody's. */
const isExactly = (kind: string, row: JsonObject): boolean =>
  kind !== '' && (kind !== 'known_hosts' || Object.keys(row).length === 2)
