import { lineKeys, rowKeys } from '../text/wrapping.ts'
import { ecsRow } from './ecs.ts'
import { Unframer } from '../text/frames.ts'
import { isObject, parseObject, type JsonObject } from './json-object.ts'

/** What a line of JSON holds: a row of the log `stream` ('' where only the row can tell), or a line of TSV and the log's file. */
export type Content =
  { readonly stream: string; readonly row: JsonObject } | { readonly line: string; readonly source: string }

/** Shippers put one into another (Logstash around Filebeat). */
const deepest = 4

/** Undoes what shippers put around a row: `{"conn": {…}}`, `{"message": "{…}"}`, `{"result": {"_raw": "…"}}`, ECS documents. */
export function unwrap(object: JsonObject, depth = 0): Content {
  // A row itself has a time under this name; its texts come from the network, and are nobody's wrapping.
  if (object.ts !== undefined || depth > deepest) return { stream: '', row: object }
  const [[stream, only] = ['', undefined], ...more] = Object.entries(object)
  if (!more.length && isObject(only) && only.ts !== undefined) return { stream, row: only }
  for (const key of lineKeys) {
    const found = ofLine(object[key], object, depth)
    if (found) return found
  }
  const ecs = ecsRow(object)
  if (ecs) return { stream: ecs[0], row: ecs[1] }
  for (const key of rowKeys) {
    const inner = object[key]
    if (isObject(inner)) return unwrap(inner, depth + 1)
  }
  return { stream: '', row: object }
}

/** What may be around a line; tabs behind one are columns. */
const around = /^\s+|[\r\n ]+$/g

/** What an original line holds: JSON, or TSV. Objects (`{"event": {"original": …}}`) are looked into. */
function ofLine(value: unknown, document: JsonObject, depth: number): Content | undefined {
  if (isObject(value))
    return typeof value.original === 'string' ? ofLine(value.original, document, depth) : undefined
  if (typeof value !== 'string') return undefined
  const line = new Unframer().line(value.replace(around, ''))?.text ?? ''
  const object = line.startsWith('{') ? parseObject(line) : undefined
  if (object) return unwrap(object, depth + 1)
  return isTsvLine(line) ? { line, source: sourceOf(document) } : undefined
}

/** The log file that a line came from, as the shipper calls it; '' where it does not say. */
function sourceOf({ log, source, 'log.file.path': path }: JsonObject): string {
  const file = isObject(log) && isObject(log.file) ? log.file.path : (path ?? source)
  return typeof file === 'string' ? file : ''
}

/** A line of a TSV log: of its header, or with a time and then tabs. */
export const isTsvLine = (line: string): boolean => /^(#\w+[ \t]|\d{4}[\d.:TZ-]*\t\S)/.test(line)
