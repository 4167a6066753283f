import type { Event } from '../flow/event.ts'
import { deed, shareName } from '../profile/deeds.ts'
import { isAdminShare, tellingFile } from '../profile/telling-files.ts'
import { isExecutable, tellingFiles } from './files.ts'
import { graveGrades, type Grade } from './grades.ts'
import { meaning } from './notices.ts'
import { operation } from './operations.ts'

/** What an event means as a deed. */
export interface Recognised {
  /** How often it is done is counted by this. */
  readonly key: string
  readonly what: string
  /** ATT&CK ids; what it is most of all comes first. */
  readonly techniques: readonly string[]
  readonly grade: Grade
}

type Recognise = (event: Event, key: string) => Recognised | undefined

/** The deed that an event is, by the tables; undefined where it means nothing. */
export function recognise(event: Event): Recognised | undefined {
  const key = deed(event)
  return key === undefined ? undefined : byKind[event.kind]?.(event, key)
}

const byKind: Readonly<Partial<Record<Event['kind'], Recognise>>> = {
  notice(event, key) {
    const found = meaning(event)
    return found && { key, ...found }
  },
  rpc({ detail, outcome }, key) {
    const known = operation(String(detail.interface), String(detail.operation))
    if (!known) return undefined
    if (outcome !== 'failure') return { key, ...known }
    return graveGrades.has(known.grade)
      ? { key, ...known, what: `tried in vain: ${known.what}`, grade: 'suspect' }
      : undefined
  },
  share({ detail, outcome }, key) {
    const share = shareName(String(detail.path ?? ''))
    if (!isAdminShare(share)) return undefined
    if (outcome === 'failure')
      return { key, what: `was refused ${share}`, techniques: ['T1021.002', 'T1018'], grade: 'discover' }
    return { key, what: `opened ${share}`, techniques: ['T1021.002'], grade: 'administer' }
  },
  file(event, key) {
    if (event.outcome === 'failure') return undefined
    const share = shareName(String(event.detail.path ?? ''))
    const kind = tellingFile(String(event.detail.name ?? ''), share)
    if (kind !== undefined && event.detail.action !== 'delete') return { key, ...tellingFiles[kind] }
    return isAdminShare(share) ? transfer(event, key, share) : undefined
  },
  client: ({ detail }, key) => ({
    key,
    what: `used WinRM from a script or tool (${String(detail.software).slice(0, 40)})`,
    techniques: ['T1021.006'],
    grade: 'suspect',
  }),
}

/** A file written to an admin share; where a sensor logs no writes, one that is opened and runs. */
function transfer({ detail }: Event, key: string, share: string): Recognised | undefined {
  const name = String(detail.name ?? '')
  if (detail.action !== 'write' && !(detail.action === 'open' && isExecutable(name))) return undefined
  const verb = detail.action === 'write' ? 'wrote' : 'opened'
  const file = name.slice(name.lastIndexOf('\\') + 1)
  return { key, what: `${verb} ${file} on ${share}`, techniques: ['T1570'], grade: 'transfer' }
}
