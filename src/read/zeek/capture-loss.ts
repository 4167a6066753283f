import type { ReadContext } from '../reader.ts'
import { slotOf } from './fields.ts'
import { number, type LogRecord } from './record.ts'

const lost = slotOf('percent_lost')
const dropped = slotOf('pkts_dropped')

/** Notes the intervals in which the sensor saw answers to packets that it had not seen: what it did not see is in no log. */
export function captureLoss(record: LogRecord, file: string, { notes, sensor }: ReadContext): string {
  const percent = number(record, lost)
  if (!(percent >= 0)) return 'percent_lost is no number'
  if (percent >= 1)
    notes.add(
      sensor,
      'capture_loss.log: intervals in which the sensor missed 1 % of the traffic or more',
      file,
    )
  return ''
}

/** Notes the intervals in which the sensor itself let packets go by: `pkts_dropped` is there where it knows. */
export function stats(record: LogRecord, file: string, { notes, sensor }: ReadContext): string {
  if (number(record, dropped) > 0)
    notes.add(sensor, 'stats.log: intervals in which the sensor dropped packets', file)
  return ''
}
