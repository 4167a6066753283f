import { expect, test } from 'vitest'
import { deedName } from '../../src/detect/deed-names.ts'
import type { Finding } from '../../src/detect/finding.ts'

test.each([
  ['exploit', ['T1021.002', 'T1210'], 'sent an exploit of MS17-010 on 1 target'],
  ['attempted exploit', ['T1021.002', 'T1210'], 'checked for MS17-010 (the target is patched) on 1 target'],
  ['attempted exploit', ['T1210'], 'tested for Zerologon (refused) on 1 target'],
  ['credential access', ['T1003.006', 'T1021.003'], 'replicated directory secrets on 1 target'],
  ['credential access', ['T1187'], 'forced a host to authenticate (EFS) on 1 target'],
  ['remote execution', ['T1021.002', 'T1543.003', 'T1569.002'], 'created a service on 1 target'],
  ['attempted remote execution', ['T1053.002'], 'tried in vain: added an at job on 1 target'],
  ['remote execution', ['T1021.003'], 'called a method of a DCOM object on 1 target'],
  ['tracks covered', ['T1021.002', 'T1070.001'], 'cleared an event log on 1 target'],
  ['files put on an admin share', ['T1021.002', 'T1570'], 'wrote a.exe on C$ on 1 target'],
  ['looking around', ['T1021.002', 'T1049'], 'listed sessions of many hosts on 6 targets'],
  ['use of admin shares or services', ['T1021.002'], 'opened ADMIN$ on 6 targets'],
])('%s: %j, %s', (name, techniques, fact) => {
  const because = [{ fact: `10.0.0.1: ${fact}`, observed: '', usual: '', historyDays: 0, bits: 9 }]
  expect(deedName({ techniques, because } as unknown as Finding)).toBe(name)
})
