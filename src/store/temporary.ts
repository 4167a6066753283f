import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the names of this process' temporary folders begin with. */
const prefix = `eastwest-${process.pid}-`

/** Where temporary folders are made: TMPDIR. */
export const temporaryRoot = tmpdir

/** Makes a temporary folder of this process. Throws the file system's error. */
export const makeTemporary = (): string => mkdtempSync(join(temporaryRoot(), prefix))

/** Removes what this process has left; what cannot be removed stays. */
export function removeTemporary(): void {
  try {
    const names = readdirSync(temporaryRoot()).filter(name => name.startsWith(prefix))
    for (const name of names) rmSync(join(temporaryRoot(), name), { recursive: true, force: true })
  } catch {
    // A process that ends can do no more.
  }
}
