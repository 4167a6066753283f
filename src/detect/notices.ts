import type { Event } from '../flow/event.ts'
import type { Grade } from './grades.ts'
import { sensorNotice } from './sensor-notices.ts'
import { table } from '../lib/table.ts'

/** What one outcome of a noticed thing means. */
interface Meaning {
  readonly grade: Grade
  readonly what: string
}

export interface Notice {
  readonly techniques: readonly string[]
  readonly success: Meaning
  readonly failure: Meaning
  readonly unknown: Meaning
}

const exploit = (what: string): Meaning => ({ grade: 'exploit', what })
const suspect = (what: string): Meaning => ({ grade: 'suspect', what })

/** What dissectors notice on the wire, by the note's name. A failed attempt and a test are said to be that. */
export const notices = table<Notice>({
  'MS17-010 check': {
    techniques: ['T1210'],
    success: suspect('checked for MS17-010 (the target is vulnerable)'),
    failure: suspect('checked for MS17-010 (the target is patched)'),
    unknown: suspect('checked for MS17-010 (no answer seen)'),
  },
  'MS17-010 exploitation': {
    techniques: ['T1210'],
    success: exploit('exploited MS17-010'),
    failure: suspect('tried to exploit MS17-010 (refused)'),
    unknown: exploit('sent an exploit of MS17-010'),
  },
  'DoublePulsar ping': {
    techniques: ['T1210'],
    success: exploit('spoke to a DoublePulsar implant'),
    failure: suspect('asked for a DoublePulsar implant (there is none)'),
    unknown: suspect('asked for a DoublePulsar implant (no answer seen)'),
  },
  Zerologon: {
    techniques: ['T1210'],
    success: exploit('logged in to a domain controller with an all-zero credential (Zerologon)'),
    failure: suspect('tested for Zerologon (refused)'),
    unknown: suspect('tested for Zerologon (no answer seen)'),
  },
  'RC4-only AS-REQ': {
    techniques: ['T1550.002', 'T1558'],
    success: suspect('asked for a ticket with RC4 alone, as over-pass-the-hash does'),
    failure: suspect('asked for a ticket with RC4 alone, as over-pass-the-hash does (refused)'),
    unknown: suspect('asked for a ticket with RC4 alone, as over-pass-the-hash does (no answer seen)'),
  },
  'RC4-only TGS-REQ': {
    techniques: ['T1558.003'],
    success: suspect('got a service ticket with RC4 alone, as Kerberoasting does'),
    failure: suspect('asked for a service ticket with RC4 alone, as Kerberoasting does (refused)'),
    unknown: suspect('asked for a service ticket with RC4 alone, as Kerberoasting does (no answer seen)'),
  },
  'AS-REP without pre-authentication': {
    techniques: ['T1558.004'],
    success: suspect('got an RC4 ticket without pre-authentication, as AS-REP roasting does'),
    failure: suspect('asked for a ticket without pre-authentication (refused)'),
    unknown: suspect('asked for a ticket without pre-authentication (no answer seen)'),
  },
})

/** Whether a sensor noticed something of one of these techniques. */
export const saysSensor = (events: readonly Event[], techniques: RegExp): boolean =>
  events.some(event => isSensors(event) && meaning(event)?.techniques.some(id => techniques.test(id)))

/** Whether an event is a sensor's own notice, not a dissector's. */
export const isSensors = ({ kind, detail }: Event): boolean =>
  kind === 'notice' && !notices.has(String(detail.note))

/** What a notice means, a dissector's or a sensor's; undefined for notes that are not known here. */
export function meaning(event: Event): (Meaning & { techniques: readonly string[] }) | undefined {
  const note = String(event.detail.note)
  const notice = notices.get(note)
  if (!notice) return sensorNotice(note, event.detail)
  return { techniques: notice.techniques, ...notice[event.outcome || 'unknown'] }
}
