import type { Kind } from './kind.ts'
import { guessing, smbSweep } from './kinds/failures.ts'
import { fanOuts, slowLinks } from './kinds/fan-outs.ts'
import { bigPull, oddHour, sharedAccount } from './kinds/habits.ts'
import { chain, execution, roleChange, sshThenVnc } from './kinds/hops.ts'

/** Every kind of campaign that a drill plants. */
export const kinds: readonly Kind[] = [
  ...fanOuts,
  smbSweep,
  guessing,
  chain,
  execution,
  sshThenVnc,
  roleChange,
  oddHour,
  bigPull,
  sharedAccount,
  slowLinks,
]
