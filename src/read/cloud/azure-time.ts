import { secondsOf } from '../text/values.ts'

/** The month before the day, as some of Azure's services write it: `1/9/2026 9:41:00 PM +01:00`. */
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d:\d\d)(?: ([AP])M)?(?: ([-+]\d\d:\d\d))?$/

/** Epoch seconds of a time in one of Azure's spellings, which may have more digits than a time needs; NaN where it is none. */
export function azureTime(text: string): number {
  const parts = american.exec(text)
  if (!parts) return secondsOf(text.replace(/(\.\d{6})\d+/, '$1'))
  const [, month = '', day = '', year = '', hour = '', rest = '', half, offset = ''] = parts
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  const two = (digits: string | number) => String(digits).padStart(2, '0')
  return secondsOf(`${year}-${two(month)}-${two(day)} ${two(hours)}:${rest}${offset}`)
}
