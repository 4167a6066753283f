import type { Label } from '../evaluate/truth.ts'
import { InputError } from '../lib/errors.ts'
import { timeSeconds } from '../lib/time.ts'
import { readJsonLines } from './results.ts'

/** Reads labels.jsonl. Throws InputError with the line that is none. */
export function readLabels(file: string): Label[] {
  const labels = readJsonLines(file, 'give the labels of what truly happened', label)
  if (!labels.length) throw new InputError(`${file} has no label: one JSON object a line is expected`)
  return labels
}

function label(value: object): Label | string {
  if (Array.isArray(value)) return 'a JSON object is expected'
  const row: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value))
  const { campaign, kind, src, dst, uid } = row
  const ts = typeof row.ts === 'number' ? row.ts : timeSeconds(String(row.ts))
  const texts = [campaign, src, dst].every(value => typeof value === 'string' && value !== '')
  if (!texts || ts === undefined || !Number.isFinite(ts))
    return 'campaign, src and dst must be texts, ts epoch seconds or an ISO 8601 time'
  return {
    campaign: String(campaign),
    kind: String(kind ?? campaign),
    ts,
    src: String(src),
    dst: String(dst),
    uid: String(uid ?? ''),
  }
}
