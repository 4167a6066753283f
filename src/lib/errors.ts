/** The command line or a configuration file asks for something that cannot be done: exit code 2. */
export class UsageError extends Error {}

/** An input that was named cannot be read at all: exit code 1. The message names the file and what to do. */
export class InputError extends Error {}

/** The store's engine or the disk failed: exit code 3. */
export class EngineError extends Error {}

/** What nobody has thought of: said with its place in the program, so that it can be found from a report. */
export function fault(error: Error): string {
  const [place = ''] = /\bat .*/.exec(error.stack ?? '') ?? []
  return `a fault of eastwest itself: ${String(error)} (${place}); please report this line and what was read`
}

/** A record ends before its format says so, or contradicts itself. Caught at the record's boundary and counted as a reject. */
export class DecodeError extends Error {
  readonly offset: number
  constructor(what: string, offset: number) {
    super(what)
    this.offset = offset
  }
}

/** Throws unless `bytes` more bytes lie between `at` and `end`. Offsets are relative to the record that the caller decodes. */
export function need(what: string, at: number, end: number, bytes: number): void {
  if (end - at < bytes)
    throw new DecodeError(`${what} needs ${bytes} bytes, has ${Math.max(0, end - at)}`, at)
}
