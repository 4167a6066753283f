import type { FlowRecord } from '../../flow/join-record.ts'
import type { Message } from './source.ts'

/** Nothing was exported before, in seconds since the epoch (1990): such a time is that of a clock which was never set. */
const earliest = 631_152_000
/** Seconds by which a record may be ahead of its export: that has whole seconds, and clocks are read at different moments. */
const slack = 60

/** Seconds by which an exporter's clock may be ahead of the one that its messages were captured by: a mistaken time zone. */
const mostAhead = 86_400

/** Whether a message's clock says that it was sent more than a day after it was captured. */
export const isAhead = (exported: number, received: number): boolean =>
  received >= earliest && exported > received + mostAhead

/** The latest time that a record may have which a collector received then, by its own clock; Infinity where that is not known. */
export const latestReceived = (received: number): number => (received > 0 ? received + mostAhead : Infinity)

/** Whether a record may have this time, where it was exported, or received, at `latest`. */
export const isTime = (seconds: number, latest: number): boolean =>
  seconds >= earliest && seconds <= latest + slack

/**
 * Gives a record its first and last time; -1 says that it has none. A time at the epoch, or after the export, is none: then the other
 * counts, or else the time of the export.
 */
export function dated(
  record: Pick<FlowRecord, 'start' | 'end'>,
  start: number,
  end: number,
  message: Pick<Message, 'exported' | 'received' | 'odd'>,
): void {
  const latest = Math.max(message.exported, message.received)
  const starts = isTime(start, latest)
  const ends = isTime(end, latest)
  if ((!starts && start !== -1) || (!ends && end !== -1)) message.odd++
  record.end = ends ? end : starts ? start : message.exported
  record.start = starts ? Math.min(start, record.end) : record.end
}
