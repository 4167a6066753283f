import { details } from './details.ts'
import type { Fact } from './events.ts'
import { text, type LogRecord } from './record.ts'

/** An address in words, without the point or the comma after it. */
const address = String.raw`(\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:]*[\da-f])`

/** Where notices have a source in their words alone: Zeek's begin with it, BZAR's sums over a host name it. */
const source = [new RegExp(`^${address}\\s`, 'i'), new RegExp(`\\bfrom host ${address}\\b`, 'i')]
const target = [new RegExp(`\\b(?:against|of) host ${address}\\b`, 'i')]
/** Of log-ins that were counted Zeek keeps some servers: `Sampled servers:  10.0.0.1, 10.0.0.2`. */
const sampled = /^Sampled servers: +([\da-f.:, ]+)$/i
const mostSampled = 10

/** Services that a note's module is about, where no port tells. */
const services = new Map([
  ['SSH', 'ssh'],
  ['RDP', 'rdp'],
  ['RFB', 'vnc'],
  ['VNC', 'vnc'],
])

/** What a policy script of the sensor found noteworthy: one event, or one for each of the servers that it names. */
export function notice(record: LogRecord): readonly Fact[] {
  const note = text(record, 'note')
  const message = text(record, 'msg')
  const about = text(record, 'sub')
  const service = services.get(/^\w+/.exec(note)?.[0] ?? '')
  const from = first(source, message)
  const fact: Fact = {
    kind: 'notice',
    detail: details({ note, message, about }),
    ...(from && { from }),
    ...(service && { service }),
  }
  const servers = sampled.exec(about)?.[1]?.split(',', mostSampled) ?? [first(target, message)]
  return [...new Set(servers.map(server => server.trim()))].map(to => (to ? { ...fact, to } : fact))
}

function first(patterns: readonly RegExp[], words: string): string {
  for (const pattern of patterns) {
    const found = pattern.exec(words)?.[1]
    if (found) return found
  }
  return ''
}
