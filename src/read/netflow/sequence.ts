/** What an exporter's sequence number counts: datagrams (v9), data records (IPFIX), flows (v5, v7). */
export type Unit = 'flow records' | 'export datagrams'

/** A message's sequence number and what was in it. */
export interface Sent {
  readonly sequence: number
  /** By how many the standard has the next message's number be higher. */
  readonly step: number
  /** Data records, with and without those of options; -1 where a template is missing. */
  readonly records: number
  readonly flows: number
}

/** A jump of more is a restart of the exporter, no loss. */
const maxGap = 1_000_000

/** Whether `sent` comes after messages that were sent later. */
export const isLate = (before: Sent, sent: Sent): boolean => {
  const delta = (sent.sequence - before.sequence) | 0
  return delta < 0 && delta > -maxGap
}

/**
 * How many units are missing between two messages. Exporters differ in what they count (softflowd's IPFIX number includes the
 * message's own flows and no options; others count flows in v9), so a step that any of these conventions explains is no loss.
 */
export function lost(before: Sent, sent: Sent): number {
  const delta = (sent.sequence - before.sequence) | 0
  const steps = [before.step, before.records, before.flows, sent.records, sent.flows]
  const missing = delta - before.step
  return before.step < 0 || steps.includes(delta) || missing <= 0 || missing > maxGap ? 0 : missing
}
