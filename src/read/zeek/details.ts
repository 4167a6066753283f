import type { Event } from '../../flow/event.ts'
import type { Field } from './fields.ts'
import { flag, text, type LogRecord } from './record.ts'

type Value = string | number | boolean | undefined

/** An event's facts without those that the log does not have. */
export function details<Facts extends Readonly<Record<string, Value>>>(values: Facts): Event['detail'] {
  const kept: Record<string, string | number | boolean> = {}
  for (const name in values) {
    const value = values[name]
    if (value !== undefined && value !== '' && !Number.isNaN(value)) kept[name] = value
  }
  return kept
}

/** A login's outcome from a boolean field. */
export function outcome(record: LogRecord, field: Field): Event['outcome'] {
  const success = flag(record, field)
  return success === undefined ? 'unknown' : success ? 'success' : 'failure'
}

/** The first of the fields that the row has. */
export function firstText(record: LogRecord, ...names: readonly Field[]): string {
  for (const name of names) {
    const found = text(record, name)
    if (found !== '') return found
  }
  return ''
}
