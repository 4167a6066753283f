import { steadyFor } from '../flow/clocks.ts'

/** The two ends of a row, whichever is taken for the source: exporters guess. */
const end = (side: string): string => `(greatest(${side}, 0)::UBIGINT << 16 | "${side}Port")`
const tuple = `space, protocol, least(${end('src')}, ${end('dst')}) AS one, greatest(${end('src')}, ${end('dst')}) AS other`

/** Flows, and what events alone tell of, as sightings. */
export const findSightings = `
  CREATE VIEW sightings AS
  SELECT rowid AS id, view, start, duration, "srcPackets" > 0 AND "dstPackets" > 0 AS "twoWay", uid, ${tuple} FROM flows
  UNION ALL
  SELECT -1, view, min(ts), max(ts) - min(ts), false, uid, ${tuple} FROM events WHERE src >= 0 AND dst >= 0 AND uid <> ''
  GROUP BY ALL;
  CREATE TABLE shared AS
  SELECT space, protocol, one, other FROM sightings GROUP BY ALL HAVING min(view) <> max(view);
  CREATE TABLE repeated (id BIGINT);
  CREATE TABLE merged (view USMALLINT, space VARCHAR, uid VARCHAR, kept VARCHAR);
  CREATE TABLE clocks ("ofView" USMALLINT, part DOUBLE, ahead DOUBLE);
  CREATE TABLE localTimes (slot BIGINT, day INTEGER, hour UTINYINT);`

/** All sightings of the 5-tuples that several views have, one 5-tuple after another, by start. */
export const sharedSightings = `
  SELECT concat(protocol, ' ', one, ' ', other, ' ', space), id::DOUBLE, view, start, duration, "twoWay", uid, space
  FROM sightings JOIN shared USING (space, protocol, one, other)
  ORDER BY space, protocol, one, other, start, view, duration, uid`

/** Local times change on half hours at the finest. */
export const slotSeconds = 1800

const partOf = (time: string): string => `floor(${time} / ${steadyFor})`

/** Of each view, the parts of its time in which its clock is steady. */
export const partsOfViews = `
  SELECT DISTINCT view, ${partOf('start')} FROM flows
  UNION SELECT DISTINCT view, ${partOf('ts')} FROM events`

/** Joins how far a row's clock was ahead. */
const joinClocks = (time: string): string => `JOIN clocks ON view = "ofView" AND part = ${partOf(time)}`

const corrected = (time: string): string => `round(${time} - ahead, 6)`
const slotOf = (time: string): string => `floor(${corrected(time)} / ${slotSeconds})`

/** The half hours that corrected flows start in. */
export const correctedSlots = `SELECT DISTINCT ${slotOf('start')} FROM flows ${joinClocks('start')}`

/** The flows that count, at the right times. */
export const reconciledFlows = `(
  SELECT f.* REPLACE (coalesce(${corrected('start')}, start) AS start, coalesce(l.day, f.day) AS day,
                      coalesce(l.hour, f.hour) AS hour)
  FROM flows f LEFT ${joinClocks('start')} LEFT JOIN localTimes l ON l.slot = ${slotOf('start')}
  WHERE f.rowid NOT IN (SELECT id FROM repeated))`

/** Events at the right times, in the flows that count; of one flow and kind those of the view that has most. */
export const reconciledEvents = `(
  WITH named AS (SELECT view, space, uid, min(kept) AS kept FROM merged GROUP BY ALL),
  told AS (
    SELECT e.* REPLACE (coalesce(${corrected('ts')}, ts) AS ts, coalesce(kept, uid) AS uid), kept IS NOT NULL AS merged
    FROM events e LEFT ${joinClocks('ts')} LEFT JOIN named USING (view, space, uid)),
  best AS (
    SELECT space, uid, kind, view AS preferred
    FROM (SELECT space, uid, kind, view, count(*) AS events FROM told WHERE merged GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY space, uid, kind ORDER BY events DESC, view) = 1)
  SELECT told.* EXCLUDE merged FROM told LEFT JOIN best USING (space, uid, kind)
  WHERE NOT merged OR view = preferred)`
