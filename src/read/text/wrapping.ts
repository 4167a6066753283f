import { isObject, parseObject, type JsonObject } from './values.ts'

/** What shippers put a row into: Elasticsearch's hits, Splunk's exports and HTTP events, Filebeat without `keys_under_root`, Kafka Connect. */
export const rowKeys = ['_source', 'result', 'event', 'json', 'payload'] as const
/** What shippers put the original line into: Elastic, Filebeat and Logstash, Splunk, LogScale, Graylog, Docker's and Fluentd's log drivers, journald and syslog-ng, rsyslog, Loki, CloudWatch, OpenTelemetry. */
export const lineKeys = ['event.original', 'message', '_raw', '@rawstring', 'full_message', 'original', 'event', 'log', 'payload', 'MESSAGE', 'msg', 'rawmsg', 'line', '@message', 'body'] as const // prettier-ignore

/** Where clouds put records: CloudWatch's subscriptions and searches, lists of records, EventBridge, CloudTrail's look-ups. */
const listKeys = ['records', 'Records', 'logEvents', 'events', 'Events', 'value', 'entries'] as const
const cloudKeys = ['detail', 'CloudTrailEvent'] as const

/** Shippers and clouds put one into another (Logstash around Filebeat around CloudWatch). */
const deepest = 5

/**
 * The records inside of an object, itself where it is one or holds none: objects of which `isRecord` is true, or lines that are
 * no JSON. Of several keys the first that holds something counts: shippers keep a line under two names.
 */
export function unwrapped(
  object: JsonObject,
  isRecord: (object: JsonObject) => boolean,
  depth = 0,
): readonly (JsonObject | string)[] {
  if (depth > deepest || isRecord(object)) return [object]
  const inner = inside(object)
  if (inner.length === 0) return [object]
  return inner.flatMap(one => (typeof one === 'string' ? [one] : unwrapped(one, isRecord, depth + 1)))
}

function inside(object: JsonObject): readonly (JsonObject | string)[] {
  for (const key of listKeys) {
    const list = object[key]
    if (Array.isArray(list) && list.some(isObject)) return list.filter(isObject)
  }
  for (const key of [...lineKeys, ...rowKeys, ...cloudKeys]) {
    const value = object[key]
    if (isObject(value)) {
      const original = typeof value.original === 'string' ? value.original : undefined
      return [original === undefined ? value : lineOf(original)]
    }
    if (typeof value === 'string' && value.trim() !== '') return [lineOf(value)]
  }
  return []
}

/** Fluentd's files (time, tag and record with tabs between them) and Fluent Bit's (`tag: [time, record]`). */
const tagged = /^(?:[^\s{]{1,64}\t[^\s{]{1,256}\t(\{.*\})|[^\s{]{1,256}: \[[^\s{]{1,64}, (\{.*\})\])$/

/** A line without the time and tag that Fluentd or Fluent Bit put around its JSON. */
export function untagged(line: string): string {
  const parts = line.startsWith('{') ? null : tagged.exec(line)
  return parts?.[1] ?? parts?.[2] ?? line
}

const lineOf = (text: string): JsonObject | string =>
  (text.trimStart().startsWith('{') ? parseObject(text) : undefined) ?? text.trim()
