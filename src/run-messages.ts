import type { RunState } from './io.ts'
import type { Control } from './lib/native-calls.ts'

/** What the thread that runs a command line is given. */
export interface RunTask {
  readonly argv: readonly string[]
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  readonly control: Control
}

/** What the thread says to the process; `ended` is its exit code, and the last of all. */
export interface RunMessage {
  readonly out?: string | Uint8Array
  readonly err?: string
  readonly state?: Partial<RunState>
  readonly ended?: number
}

/** What the process says to the thread: how each `out` ended, or that it shall end the calls that are out. */
export type RunAnswer = 'stop' | { readonly failed: string | undefined }
