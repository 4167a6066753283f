import { EngineError } from './lib/errors.ts'

/** Where a command reads from and writes to; a test brings its own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  /** Results, as text or its bytes in UTF-8. Resolves when more may be written, and bytes may be overwritten. */
  out(text: string | Uint8Array): Promise<void>
  /** Progress, summaries and complaints. */
  err(text: string): void
  /** Whether standard output, and standard error, is a terminal. */
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The reader of standard output has gone (`| head`): the command ends, and says nothing. */
export class BrokenPipe extends Error {}

/** The process' own streams. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process
  let failed: NodeJS.ErrnoException | undefined
  stdout.on('error', (error: NodeJS.ErrnoException) => (failed ??= error))
  // Where nobody reads what goes wrong, nothing can be said of it.
  stderr.on('error', () => {})
  const check = () => {
    if (failed?.code === 'EPIPE') throw new BrokenPipe()
    if (failed) throw new EngineError(`standard output cannot be written (${failed.code}); is there room?`)
  }
  return {
    stdin,
    async out(text) {
      check()
      await new Promise<void>(resolve => stdout.write(text, () => resolve()))
      check()
    },
    err: text => void stderr.write(text),
    outIsTerminal: Boolean(stdout.isTTY),
    errIsTerminal: Boolean(stderr.isTTY),
    columns: stdout.columns ?? 100,
    env,
  }
}
