/** Where a command reads from and writes to; a test brings its own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  /** Results. Resolves when more may be written. */
  out(text: string): Promise<void>
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
  let broken = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    broken = true
  })
  return {
    stdin,
    async out(text) {
      if (broken) throw new BrokenPipe()
      await new Promise<void>(resolve => stdout.write(text, () => resolve()))
      if (broken) throw new BrokenPipe()
    },
    err: text => void stderr.write(text),
    outIsTerminal: Boolean(stdout.isTTY),
    errIsTerminal: Boolean(stderr.isTTY),
    columns: stdout.columns ?? 100,
    env,
  }
}
