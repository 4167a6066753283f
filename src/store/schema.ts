import { reconciledEvents, reconciledFlows } from './overlap.ts'
import { numericColumns, numericNames, type NumericColumn } from '../flow/columns.ts'

/** What a store keeps of a flow: all numbers, and the texts that a step of an incident shows. */
export const keptTexts = ['sensor', 'space', 'uid'] as const

const flowColumns = [
  ...numericNames.map((name: NumericColumn) => `"${name}" ${numericColumns[name].duckdb}`),
  ...keptTexts.map(name => `"${name}" VARCHAR`),
  // Local day and hour, whether no end is internal, and who saw it.
  'day INTEGER',
  // Days from then to the one by whose end it could be seen.
  'late INTEGER',
  'hour UTINYINT',
  'aside BOOLEAN',
  'view USMALLINT',
]

export const eventColumns = {
  sensor: 'VARCHAR',
  space: 'VARCHAR',
  uid: 'VARCHAR',
  ts: 'DOUBLE',
  src: 'INTEGER',
  dst: 'INTEGER',
  srcPort: 'INTEGER',
  dstPort: 'INTEGER',
  protocol: 'UTINYINT',
  service: 'USMALLINT',
  kind: 'VARCHAR',
  user: 'VARCHAR',
  outcome: 'VARCHAR',
  detail: 'VARCHAR',
} as const

const eventIdentity = Object.keys(eventColumns).filter(name => name !== 'sensor')
const eventOrder = ['src', 'ts', 'uid', 'kind', ...eventIdentity, 'sensor'].filter(
  (name, i, all) => all.indexOf(name) === i,
)

export const createTables = `
  PRAGMA disable_checkpoint_on_shutdown;
  CREATE TABLE flows (${flowColumns.join(', ')});
  CREATE TABLE events (${Object.entries(eventColumns)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ')}, aside BOOLEAN, view USMALLINT);
  CREATE TABLE holdings (space VARCHAR, address UINTEGER, since DOUBLE, until DOUBLE, device UINTEGER);
  CREATE TABLE spans (view USMALLINT, since DOUBLE, until DOUBLE);`

/** Joins the device that held an end's address at a time; an address's holdings in a plan never overlap. */
const holding = (alias: string, table: string, end: string, time: string): string =>
  `LEFT JOIN holdings ${alias} ON ${table}."${end}" = ${alias}.address AND ${table}.space = ${alias}.space
     AND ${table}."${time}" >= ${alias}.since AND ${table}."${time}" < ${alias}.until`

/** What makes two rows the same flow: the sensor may have been given the same file twice, under two names. */
const identity = ['srcDevice', 'start', 'uid', 'dst', 'srcPort', 'dstPort', 'protocol', 'space']
/** Of the same flow told differently, the first of this order counts, whatever the order of adding. */
const flowOrder = [...identity, ...Object.keys(numericColumns), ...keptTexts].filter(
  (name, i, all) => all.indexOf(name) === i,
)

const quoted = (names: readonly string[], prefix = ''): string =>
  names.map(name => `${prefix}"${name}"`).join(', ')

/** Whether a row is the same as the row before it, in the order of a table. */
const repeats = (names: readonly string[]): string =>
  `coalesce(${names.map(name => `"${name}" = lag("${name}") OVER ()`).join(' AND ')}, false)`

/** Seconds that a session may last: one that began longer ago has no right time. */
const longestSession = 366 * 86_400

/** Joins the span of a row's view, where it has one. */
const joinSpan = (table: string): string => `LEFT JOIN spans ON ${table}.view = spans.view`

const flowInSpan = `(spans.since IS NULL OR (start < spans.until AND start >= spans.since - ${longestSession}
  AND start + duration >= spans.since))`

/** An event is in the span itself, or in a session that lasts into it. */
const eventInSpan = `(spans.since IS NULL OR (ts < spans.until AND (ts >= spans.since OR
  e.uid IN (SELECT uid FROM sortedFlows JOIN spans USING (view) WHERE start < spans.since))))`

/** What to seal, beside the rows. */
interface Sealing {
  /** Whether flows and events without an internal end count. */
  readonly aside: boolean
  /** Whether what several views have in common has been looked for. */
  readonly reconciled: boolean
  /** Whether views have spans. */
  readonly spans: boolean
}

const where = (...conditions: readonly string[]): string => {
  const all = conditions.filter(Boolean)
  return all.length ? `WHERE ${all.join(' AND ')}` : ''
}

/**
 * Sorts what was added, once: `sortedFlows` and `sortedEvents` keep that order, and each row once is in `judgedFlows` and
 * `judgedEvents`. What does not count is left out.
 */
export const seal = ({ aside, reconciled, spans }: Sealing): string => `
  CREATE TABLE sortedFlows AS
  SELECT f.*, coalesce(s.device, f.src) AS srcDevice, coalesce(d.device, f.dst) AS dstDevice
  FROM ${reconciled ? reconciledFlows : 'flows'} f ${holding('s', 'f', 'src', 'start')} ${holding('d', 'f', 'dst', 'start')}
  ${spans ? joinSpan('f') : ''} ${where(aside ? '' : 'NOT f.aside', spans ? flowInSpan : '')} ORDER BY ${quoted(flowOrder)};
  DROP TABLE flows;
  CREATE VIEW judgedFlows AS
  SELECT * FROM (SELECT *, ${repeats(identity)} AS repeated FROM sortedFlows) WHERE NOT repeated;

  CREATE TABLE sortedEvents AS
  SELECT e.* REPLACE (coalesce(s.device, e.src)::INTEGER AS src), e.src AS srcAddress,
         coalesce(d.device, e.dst)::INTEGER AS target
  FROM ${reconciled ? reconciledEvents : 'events'} e ${holding('s', 'e', 'src', 'ts')} ${holding('d', 'e', 'dst', 'ts')}
  ${spans ? joinSpan('e') : ''} ${where(aside ? '' : 'NOT e.aside', spans ? eventInSpan : '')} ORDER BY ${quoted(eventOrder)};
  DROP TABLE events;
  CREATE VIEW judgedEvents AS
  SELECT * FROM (SELECT *, ${repeats(eventIdentity)} AS repeated FROM sortedEvents) WHERE NOT repeated;`

/** What a store gives back of an event. */
export const deviceEventNames = [
  ...(Object.keys(eventColumns) as (keyof typeof eventColumns)[]),
  'srcAddress',
  'target',
] as const

export const linkDays = `
  SELECT srcDevice, dstDevice, min(src), min(dst), service, day + late AS seen, count(*), count(*) FILTER (state = 1), count(*) FILTER (state IN (2, 3)), min(start),
         bit_or((1 << hour::INTEGER)::INTEGER), space
  FROM judgedFlows GROUP BY srcDevice, dstDevice, service, seen, space ORDER BY seen, srcDevice, dstDevice, service, space`

export const flowsBySource = `
  SELECT ${quoted([...numericNames, ...keptTexts])}, srcDevice, dstDevice FROM judgedFlows`

export const eventsBySource = `SELECT ${quoted(deviceEventNames)} FROM judgedEvents`
