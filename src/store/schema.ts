import { numericColumns, numericNames, type NumericColumn } from '../flow/columns.ts'

/** What a store keeps of a flow: all numbers, and the texts that a step of an incident shows. */
export const keptTexts = ['sensor', 'space', 'uid'] as const

const flowColumns = [
  ...numericNames.map((name: NumericColumn) => `"${name}" ${numericColumns[name].duckdb}`),
  ...keptTexts.map(name => `"${name}" VARCHAR`),
  // Local day and hour, and whether no end is internal.
  'day INTEGER',
  'hour UTINYINT',
  'aside BOOLEAN',
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

export const createTables = `
  CREATE TABLE flows (${flowColumns.join(', ')});
  CREATE TABLE events (${Object.entries(eventColumns)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ')});
  CREATE TABLE holdings (address UINTEGER, since DOUBLE, device UINTEGER);`

/** The device that held an address at a time: the last holding that began by then. */
const deviceOf = (table: string, address: string, time: string, alias: string): string =>
  `ASOF LEFT JOIN holdings ${alias} ON ${table}."${address}" = ${alias}.address AND ${table}."${time}" >= ${alias}.since`

/** Rows that are judged: all where none has an internal end. */
const judged = `WHERE NOT aside OR (SELECT bool_and(aside) FROM flows)`

export const named = `
  CREATE VIEW named AS
  SELECT f.*, coalesce(s.device, f.src) AS srcDevice, coalesce(d.device, f.dst) AS dstDevice
  FROM (SELECT * FROM flows ${judged}) f
  ${deviceOf('f', 'src', 'start', 's')}
  ${deviceOf('f', 'dst', 'start', 'd')};`

export const linkDays = `
  SELECT srcDevice, dstDevice, min(src), min(dst), service, day, count(*), count(*) FILTER (state = 1), min(start),
         bit_or((1 << hour::INTEGER)::INTEGER)
  FROM named GROUP BY srcDevice, dstDevice, service, day ORDER BY day`

export const flowsBySource = `
  SELECT ${[...numericNames, ...keptTexts].map(name => `"${name}"`).join(', ')}, srcDevice, dstDevice
  FROM named ORDER BY srcDevice, start, uid, dst, srcPort, dstPort`

export const eventsBySource = `
  SELECT e.sensor, e.space, e.uid, e.ts, coalesce(s.device, e.src)::INTEGER AS device,
         e.dst, e."srcPort", e."dstPort", e.protocol, e.service, e.kind, e.user, e.outcome, e.detail
  FROM events e ${deviceOf('e', 'src', 'ts', 's')}
  ORDER BY device, e.ts, e.uid, e.kind, e.detail`

export const sensorDays = `
  SELECT sensor, day, count(*), min(start), max(start) FROM flows GROUP BY sensor, day ORDER BY sensor, day`
