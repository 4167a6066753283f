import type { Event } from '../flow/event.ts'
import { deed, shareName } from '../profile/deeds.ts'
import { meaning } from './notices.ts'
import { isAdminShare, isExecutable, operation, type Grade } from './operations.ts'

/** What an event means as a deed. */
export interface Recognised {
  /** How often it is done is counted by this. */
  readonly key: string
  readonly what: string
  readonly technique: string
  readonly grade: Grade
}

/** Grades of which even an attempt that was refused is told. */
const graveGrades: ReadonlySet<Grade> = new Set<Grade>(['exploit', 'execute', 'credentials', 'impact'])

/** The deed that an event is, by the tables; undefined where it means nothing. */
export function recognise(event: Event): Recognised | undefined {
  const key = deed(event)
  if (key === undefined) return undefined
  if (event.kind === 'notice') return noticed(event, key)
  if (event.kind === 'rpc') return called(event, key)
  if (event.outcome === 'failure') return undefined
  const share = shareName(String(event.detail.path ?? ''))
  if (!isAdminShare(share)) return undefined
  if (event.kind === 'share')
    return { key, what: `opened ${share}`, technique: 'T1021.002', grade: 'administer' }
  return event.kind === 'file' ? transfer(event, key, share) : undefined
}

function noticed(event: Event, key: string): Recognised | undefined {
  const found = meaning(event)
  return found && { key, ...found }
}

function called({ detail, outcome }: Event, key: string): Recognised | undefined {
  const known = operation(String(detail.interface), String(detail.operation))
  if (!known) return undefined
  const { technique, grade, what } = known
  if (outcome !== 'failure') return { key, what, technique, grade }
  return graveGrades.has(grade)
    ? { key, what: `tried in vain: ${what}`, technique, grade: 'suspect' }
    : undefined
}

/** A file written to an admin share; where a sensor logs no writes, one that is opened and runs. */
function transfer({ detail }: Event, key: string, share: string): Recognised | undefined {
  const name = String(detail.name ?? '')
  if (detail.action !== 'write' && !(detail.action === 'open' && isExecutable(name))) return undefined
  const verb = detail.action === 'write' ? 'wrote' : 'opened'
  const file = name.slice(name.lastIndexOf('\\') + 1)
  return { key, what: `${verb} ${file} on ${share}`, technique: 'T1570', grade: 'transfer' }
}
