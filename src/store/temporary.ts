import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** '' where there is no such thing, as outside of Linux. */
function orNothing(ask: () => string): string {
  try {
    return ask()
  } catch {
    return ''
  }
}

/** Among which processes a number means the same one: those of a host, and on it of a container. */
const realm = createHash('sha256')
  .update(`${hostname()} ${orNothing(() => readlinkSync('/proc/self/ns/pid'))}`)
  .digest('hex')
  .slice(0, 8)

/** When a process started, in ticks since the host did (proc(5), field 22 of stat): another of the same number has another; '' where none runs. */
const startOf = (pid: number): string =>
  orNothing(() => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[19]!)

/** What the names of this process' temporary folders begin with. */
const prefix = `eastwest-${realm}-${process.pid}-${startOf(process.pid)}-`

/** Where temporary folders are made: TMPDIR. */
export const temporaryRoot = tmpdir

/** Makes a temporary folder of this process. Throws the file system's error. */
export function makeTemporary(): string {
  removeFolders(isOfTheDead)
  return mkdtempSync(join(temporaryRoot(), prefix))
}

/** Removes what this process has left; what cannot be removed stays. */
export const removeTemporary = (): void => removeFolders(name => name.startsWith(prefix))

/** Whether the process that made a folder has ended; not where it may run on another host or in another container. */
function isOfTheDead(name: string): boolean {
  const [, where, pid, start] = /^eastwest-([0-9a-f]{8})-(\d+)-(\d*)-\w{6}$/.exec(name) ?? []
  return where === realm && !(isRunning(Number(pid)) && startOf(Number(pid)) === start)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process may not be signalled, and runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function removeFolders(which: (name: string) => boolean): void {
  try {
    for (const name of readdirSync(temporaryRoot()).filter(which))
      rmSync(join(temporaryRoot(), name), { recursive: true, force: true })
  } catch {
    // Another user's, or on a disk that fails: nothing more can be done.
  }
}
