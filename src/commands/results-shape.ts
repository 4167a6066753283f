import { severities } from '../detect/finding.ts'
import { dictionary, list, number, object, oneOf, text, textThat, type Shape } from '../lib/shape.ts'
import { dayNumber } from '../lib/time.ts'

/** Ids stand in commands and in names of files. */
const id = textThat('an id of letters and digits', id => /^\w+$/.test(id))
const day = textThat('a day as YYYY-MM-DD', day => dayNumber(day) !== undefined)
const timezone = textThat('an IANA time zone', timezone => {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: timezone }))
  } catch {
    return false
  }
})

const because = object({ fact: text, observed: text, usual: text, historyDays: number, bits: number })

const step = object({
  ts: number,
  src: text,
  dst: text,
  'srcName?': text,
  'dstName?': text,
  service: text,
  port: number,
  uid: text,
  state: text,
  'user?': text,
  sensor: text,
  because: list(text),
})

const both = {
  site: text,
  id,
  start: number,
  end: number,
  score: number,
  techniques: list(text),
  because: list(because),
  steps: list(step),
}

/** A line of incidents.jsonl. */
export const incidentShape: Shape = object({
  ...both,
  severity: oneOf(severities),
  title: text,
  hosts: list(text),
  'names?': dictionary(object({ name: text, by: text, others: number })),
  findings: list(text),
  day,
  frequency: text,
  caveats: list(text),
})

/** A line of findings.jsonl. */
export const findingShape: Shape = object({
  ...both,
  detector: text,
  src: text,
  'dst?': text,
  'service?': text,
})

const forms = ['zeek-tsv', 'zeek-json', 'nfcapd', 'packets', 'captured-exports', 'exports']

const inputs = object({ form: oneOf(forms), files: list(text), 'states?': list(list(number)) })

/** run.json. */
export const runShape: Shape = object({
  version: text,
  sites: list(
    object({
      name: text,
      timezone,
      judged: list(day),
      sensors: list(object({ name: text, inputs: list(inputs) })),
    }),
  ),
})
