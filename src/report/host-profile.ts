import { list, plural } from './format.ts'
import type { View } from './output.ts'
import { Sheet } from './terminal/sheet.ts'

/** What a host does with one service as its source, or who uses it as a target. A line of `profile --format jsonl`. */
export interface ServiceProfile {
  readonly site: string
  readonly host: string
  readonly role: 'source' | 'target'
  readonly service: string
  /** Days with such flows, and the first and last of them, YYYY-MM-DD. */
  readonly days: number
  readonly first: string
  readonly last: string
  readonly flows: number
  readonly established: number
  /** Days on which it was used in each local hour. */
  readonly hours: readonly number[]
  /** Of established flows; bytes and seconds. */
  readonly srcBytes: Spread
  readonly dstBytes: Spread
  readonly duration: Spread
  /** Partners (targets of a source, clients of a target) that were new, a day after the first. */
  readonly newPartners: Spread
  /** Most days first. */
  readonly partners: readonly PartnerProfile[]
  readonly accounts: readonly Counted[]
  readonly operations: readonly Counted[]
}

export interface PartnerProfile {
  readonly host: string
  readonly days: number
  readonly first: string
  readonly last: string
  readonly flows: number
}

export interface Spread {
  readonly median: number
  readonly most: number
}

/** Something, and on how many days it was done. */
export interface Counted {
  readonly what: string
  readonly days: number
}

const mostPartners = 12

/** A host's profile for people: what it does, then who uses it. */
export function* profileLines(
  host: string,
  profiles: readonly ServiceProfile[],
  timezone: string,
  view: View,
): Iterable<string> {
  const sheet = new Sheet(view.width, view.color)
  for (const role of ['source', 'target'] as const) {
    const own = profiles.filter(profile => profile.role === role)
    const title = role === 'source' ? `${host} as a source` : `${host} as a target`
    yield `${sheet.paint('bold', own.length ? title : `${title}: no flow of a remote service`)}\n`
    for (const profile of own) for (const line of serviceLines(sheet, profile, timezone)) yield `${line}\n`
  }
}

function serviceLines(sheet: Sheet, profile: ServiceProfile, timezone: string): string[] {
  const { service, days, first, last, flows, established, partners, newPartners } = profile
  const noun = profile.role === 'source' ? 'target' : 'client'
  return [
    ...sheet.text(
      `${service}: ${plural(days, 'day')} from ${first} to ${last}, ${plural(flows, 'flow')}, of which ${established} established`,
      2,
    ),
    ...sheet.field('hours', [`${hoursText(profile.hours)} (days with use by hour, ${timezone})`]),
    ...sheet.field('sizes', [
      `sent ${spread(profile.srcBytes, bytes)}; received ${spread(profile.dstBytes, bytes)}; lasted ${spread(profile.duration, seconds)}`,
    ]),
    ...sheet.field(`${noun}s`, [
      `${plural(partners.length, noun)}; new ones a day: ${newPartners.median} usually, at most ${newPartners.most}`,
      ...partners.slice(0, mostPartners).map(partnerText),
      ...(partners.length > mostPartners ? [`and ${partners.length - mostPartners} more`] : []),
    ]),
    ...sheet.field('accounts', counted(profile.accounts)),
    ...sheet.field('does', counted(profile.operations)),
  ]
}

const partnerText = ({ host, days, first, last, flows }: PartnerProfile): string =>
  `${host}: ${plural(days, 'day')}, ${first === last ? first : `${first} to ${last}`}, ${plural(flows, 'flow')}`

const counted = (all: readonly Counted[]): string[] =>
  all.length
    ? [
        list(
          all.map(({ what, days }) => `${what} (${plural(days, 'day')})`),
          mostPartners,
        ),
      ]
    : []

/** `7h 12, 8h 14`: the hours that were used, each with its days. */
function hoursText(hours: readonly number[]): string {
  const used = hours.flatMap((days, hour) => (days ? [`${hour}h ${days}`] : []))
  return used.join(', ')
}

const spread = ({ median, most }: Spread, text: (value: number) => string): string =>
  `${text(median)} (at most ${text(most)})`

const units = ['B', 'kB', 'MB', 'GB', 'TB']

function bytes(value: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
  return `${Number((value / 1000 ** step).toPrecision(3))} ${units[step]}`
}

const seconds = (value: number): string =>
  value < 120 ? `${Number(value.toPrecision(3))} s` : `${Math.round(value / 60)} min`
