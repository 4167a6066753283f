/** One input, decompressed: what a reader gets. */
export interface Input {
  /** As the user would name it: the path from the PATH given on, or `-`. */
  readonly path: string
  /** The first bytes of the decompressed content, at most 64 KiB: enough to recognise a format and find the first time in it. */
  readonly head: Uint8Array
  /**
   * The whole decompressed content from the start, in pieces of any size from 1 byte. Callable once.
   * A piece is valid until the next one is asked for; its bytes are overwritten then.
   * A damaged compressed stream ends early, and the input says so in the rejects by itself.
   */
  chunks(): AsyncIterable<Uint8Array>
}
