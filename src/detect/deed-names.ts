import type { Finding } from './finding.ts'

/** What a title calls deeds, by their techniques: the gravest first. */
const names: readonly [techniques: RegExp, name: string][] = [
  [/^T1210$/, 'exploit'],
  [/^T(1003|1187|1207|1550|1555|1558)\b/, 'credential access'],
  [/^T(1047|1053|1543|1546|1547|1569)\b/, 'remote execution'],
  [/^T(1070|1562)\b/, 'tracks covered'],
  [/^T(1529|1531|1499)\b/, 'disruption'],
  [/^T(1110)\b/, 'password guessing'],
  [/^T1570$/, 'files put on an admin share'],
  [/^T(1098|1112|1136)\b/, 'accounts or registry changed'],
  [/^T(1007|1012|1016|1018|1033|1046|1049|1069|1082|1083|1087|1124|1135|1482)\b/, 'looking around'],
]
/** Other services of RPC have this technique as well: that something was run, the words tell. */
const runsObjects = /DCOM object/
/** How the words for what failed, or only tested, begin. */
const inVain = /^\S+: (tried|tested|checked|asked for a DoublePulsar)/

/** What a title calls a finding of deeds; `attempted …` where it came to nothing. */
export function deedName({ techniques, because }: Finding): string {
  const fact = because[0]!.fact
  const found = names.find(([pattern]) => techniques.some(technique => pattern.test(technique)))?.[1]
  const name =
    found === undefined || (found === 'looking around' && runsObjects.test(fact)) ? ofWords(fact) : found
  return inVain.test(fact) ? `attempted ${name}` : name
}

const ofWords = (fact: string): string =>
  runsObjects.test(fact) ? 'remote execution' : 'use of admin shares or services'
