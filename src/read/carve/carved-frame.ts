import type { FrameFacts } from '../capture/container.ts'

/** A frame of a capture that is kept, or may be. */
export interface CarvedFrame extends FrameFacts {
  readonly link: number
  /** Its length on the wire. */
  readonly wire: number
  readonly bytes: Uint8Array
  /** Undefined for a fragment until its datagram is whole: only then can be said which flow it is of. */
  wanted: boolean | undefined
  /** What came after it was written already: it is too late to want it. */
  passed: boolean
}
