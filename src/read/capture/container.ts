/** Where a container hands its packets. */
export interface FrameSink {
  /**
   * One captured frame: bytes `at` to `end` of `view` (only valid during the call), `wire` bytes long before it was cut.
   * `ts` in seconds since the epoch; `offset` where its record lies in the file.
   */
  frame(view: DataView, at: number, end: number, wire: number, ts: number, link: number, offset: number): void
  /** A record, or all that follows, cannot be read. */
  reject(reason: string, offset: number): void
  /** What the capture says it could not show. */
  note(text: string, count: number): void
}

/** What a container knows of a frame beside what every reader needs. */
export interface FrameFacts {
  /** Since the epoch, as exact as the capture has it. */
  readonly nanoseconds: bigint
  /** The most bytes that the capture keeps of a packet; 0 where it sets no limit. */
  readonly snap: number
}

/** One capture file's format, fed with bytes in order. */
export interface Container {
  /**
   * Takes the whole records of `view` from `at` to `end`, and returns where the first one that is not whole begins:
   * beyond `end` where bytes can be skipped unread. `base` is the file offset of the view's first byte.
   */
  records(view: DataView, at: number, end: number, base: number): number
  /** How many bytes the record needs that `records` stopped at: its header at first, then all of it. */
  readonly needs: number
  /** The rest of the file cannot be read. */
  readonly stopped: boolean
  /** More of the frame that is being handed to the sink, by its `view` and `at`: only during that call. */
  facts(view: DataView, at: number): FrameFacts
  /** The file has ended. */
  finish(): void
}
