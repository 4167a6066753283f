import { findSlot } from './fields.ts'
import { flatten, type JsonObject } from './json-object.ts'
import { betterNames, commonNames, outcomeFields, ownNames, ownPrefixes, type Names } from './siem-names.ts'

type Flat = Readonly<Record<string, unknown>>

/** What documents say which log they are of in, the surest first. */
const tellings = ['event.dataset', 'data_stream.dataset', 'dataset', 'log_source', 'zeekLogType', 'event_type', 'type'] as const // prettier-ignore
/** Who made them. */
const makers = ['event.module', 'event.provider', 'module'] as const

/** The log that a document is of; undefined where it is of none of Zeek's. Without a word of whose it is, Zeek's own fields tell. */
function datasetOf(flat: Flat): string | undefined {
  const told = tellings.map(name => flat[name]).find(value => value !== undefined)
  const named = /^(?:zeek|bro)[._](\w+)$/.exec(String(told))?.[1]
  if (named !== undefined) return named
  const ours = flat.zeekLogType !== undefined || makers.some(name => /^(zeek|bro)$/.test(String(flat[name])))
  if (told !== undefined && ours) return /^\w+$/.exec(String(told))?.[0]
  if (told !== undefined && flat.type !== told && flat.event_type !== told) return undefined
  const own = Object.keys(flat).find(name => /^zeek[._]\w+\./.test(name))
  return own === undefined || flat['@timestamp'] === undefined ? undefined : own.split(/[._]/)[1]
}

/** The kind of log and the row, under Zeek's names, of a SIEM's document of Zeek data; undefined for other objects. */
export function ecsRow(document: JsonObject): [string, JsonObject] | undefined {
  const flat = flatten(document)
  const dataset = datasetOf(flat)
  if (dataset === undefined) return undefined
  const row = named(flat, dataset)
  const kind = dataset === 'connection' ? 'conn' : dataset
  const outcome = outcomeFields.get(kind)
  if (outcome !== undefined && !row.has(outcome)) row.set(outcome, outcomeOf(flat))
  if (kind === 'conn') {
    row.set('service', serviceOf(flat))
    if (!row.has('duration')) row.set('duration', durationOf(flat))
  }
  const uid = row.get('uid')
  if (Array.isArray(uid)) row.set('uids', uid).set('uid', uid.length === 1 ? uid[0] : undefined)
  return [kind, Object.fromEntries(row)]
}

/** A document's values under Zeek's names. */
function named(flat: Flat, dataset: string): Map<string, unknown> {
  const own = ownNames.get(dataset)
  const prefixes = [
    `zeek.${dataset}.`,
    `zeek_${dataset}.`,
    `${dataset}.`,
    ...(ownPrefixes.get(dataset) ?? []),
  ]
  // Documents of Security Onion before 2.0 have Zeek's fields at the top.
  const bare = flat.uid !== undefined
  const row = new Map<string, unknown>()
  for (const [name, value] of Object.entries(flat)) {
    const prefix = prefixes.find(prefix => name.startsWith(prefix)) ?? ''
    const rest = name.slice(prefix.length)
    const common = prefix === '' && own?.has(rest) ? undefined : commonNames.get(name)
    const field = common ?? nameIn(own, rest, prefix !== '' || bare)
    if (field !== undefined && (!row.has(field) || betterNames.has(name))) row.set(field, value)
  }
  return row
}

function nameIn(own: Names | undefined, name: string, zeeks: boolean): string | undefined {
  if (zeeks || name.includes('.')) {
    const told = own?.get(name)
    if (told !== undefined) return told
  }
  if (!zeeks) return undefined
  return findSlot(name) >= 0 ? name : name.replaceAll('.', '_')
}

/** What SIEMs make of a log-in's outcome for all kinds of logs. */
function outcomeOf(flat: Flat): boolean | undefined {
  const told = String(flat['event.outcome'] ?? flat['event.result'] ?? '').toLowerCase()
  return told === 'success' ? true : /^fail(ure|ed)?$/.test(told) ? false : undefined
}

const serviceOf = (flat: Flat): unknown =>
  flat['network.application'] ?? flat['network.protocol'] ?? flat['zeek.service'] ?? flat.service

/** Seconds. ECS has nanoseconds; Security Onion puts Zeek's seconds under the same name. */
function durationOf(flat: Flat): number | undefined {
  const told = Number(flat['event.duration'] ?? NaN)
  if (!(told >= 0)) return undefined
  const seconds = flat['log.id.uid'] !== undefined || flat['connection.state'] !== undefined
  return seconds ? told : told / 1e9
}
