import { EngineError } from './lib/errors.ts'

/** How far a run is: what is said of it where it ends before its time. */
export interface RunState {
  /** What it is doing: "reading dmz/conn.log". */
  readonly doing: string
  /** What is written by now: "nothing is written; results of earlier runs are as they were". */
  readonly written: string
}

/** Where a command reads from and writes to; a test brings its own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  /** Results, as text or its bytes in UTF-8. Resolves when more may be written, and bytes may be overwritten. */
  out(text: string | Uint8Array): Promise<void>
  /** Progress, summaries and complaints. */
  err(text: string): void
  /** What of the run's state has changed. */
  state(change: Partial<RunState>): void
  /** Whether standard output, and standard error, is a terminal. */
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The reader of standard output has gone (`| head`): the command ends, and says nothing. */
export class BrokenPipe extends Error {}

/** What the failure of a write to standard output means. */
export const outFailure = (code: string): Error =>
  code === 'EPIPE'
    ? new BrokenPipe()
    : new EngineError(`standard output cannot be written (${code}); is there room?`)
