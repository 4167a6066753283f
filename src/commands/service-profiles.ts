import { max, min } from 'd3-array'
import type { Hosts } from '../flow/hosts.ts'
import type { Services } from '../flow/services.ts'
import { dayText } from '../lib/time.ts'
import { daysByHour, newPartnersByDay, type Habit, type Habits } from '../profile/habits.ts'
import type { Counted, ServiceProfile, Spread } from '../report/host-profile.ts'

interface Naming {
  readonly site: string
  readonly host: string
  readonly hosts: Hosts
  readonly services: Services
}

/** A host's habits in words, as a source first, by service. */
export const serviceProfiles = (habits: Habits, naming: Naming): ServiceProfile[] =>
  (['source', 'target'] as const).flatMap(role =>
    [...habits[role].values()]
      .map(habit => serviceProfile(habit, role, naming))
      .sort((a, b) => (a.service < b.service ? -1 : 1)),
  )

function serviceProfile(habit: Habit, role: ServiceProfile['role'], naming: Naming): ServiceProfile {
  const { site, host, hosts, services } = naming
  const days = [...habit.days].sort((a, b) => a - b)
  return {
    site,
    host,
    role,
    service: services.name(habit.service),
    days: days.length,
    first: dayText(days[0]!),
    last: dayText(days.at(-1)!),
    flows: habit.flows,
    established: habit.established,
    hours: daysByHour(habit),
    srcBytes: spread(habit.srcBytes),
    dstBytes: spread(habit.dstBytes),
    duration: spread(habit.durations),
    newPartners: spread(newPartnersByDay(habit)),
    partners: [...habit.partners.values()]
      .map(partner => ({
        host: hosts.text(partner.host),
        days: partner.days.length,
        first: dayText(min(partner.days)!),
        last: dayText(max(partner.days)!),
        flows: partner.flows,
      }))
      .sort((a, b) => b.days - a.days || b.flows - a.flows || (a.host < b.host ? -1 : 1)),
    accounts: counted(habit.accounts),
    operations: counted(habit.deeds),
  }
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: sorted[sorted.length >> 1] ?? 0, most: sorted.at(-1) ?? 0 }
}

const counted = (counts: ReadonlyMap<string, ReadonlySet<number>>): Counted[] =>
  [...counts]
    .map(([what, days]) => ({ what, days: days.size }))
    .sort((a, b) => b.days - a.days || (a.what < b.what ? -1 : 1))
