import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Services } from '../flow/services.ts'
import type { Notes } from '../lib/notes.ts'
import type { Rejects } from '../lib/rejects.ts'
import type { Input } from '../open/input.ts'
import type { Sieves } from './zeek/sieving.ts'

/** What readers share: where to intern, and where to report what could not be read or seen. */
export interface ReadContext {
  readonly sensor: string
  readonly space: string
  readonly hosts: Hosts
  readonly services: Services
  readonly rejects: Rejects
  readonly notes: Notes
  /**
   * Present while flows of services that are not remote are wanted for their number and times alone: then a reader may
   * leave such a flow out of its batches and add it here. A record that is wrong is a reject all the same.
   */
  readonly others?: OtherFlows | undefined
  /** Starts threads that look through Zeek's conn.log, where the program may have threads. */
  readonly sieves?: (() => Sieves) | undefined
}

/** Counts flows that a reader leaves out. */
export interface OtherFlows {
  /** One flow that started then, in epoch seconds. */
  add(start: number): void
}

/** What readers yield: flows, or the events found inside flows, or both. A batch is never changed once yielded. */
export interface Batch {
  readonly flows?: FlowBatch
  readonly events?: readonly Event[]
}

/** One format. A new one is a file that exports a Reader and one line in readers.ts. */
export interface Reader {
  /** What `--help` and messages call it: `pcap`. */
  readonly name: string
  /** One line for people: "captures: pcap, pcapng". */
  readonly title: string
  /** Whether content that starts with `head` (at most 64 KiB; all of it where shorter) is of this format. At most one reader says yes. */
  sniff(head: Uint8Array): boolean
  /**
   * Reads all of one sensor's inputs of this format: together, since flows span rotated files, and uids tie logs.
   * `inputs` come in the order of their paths; a reader for which time matters orders them by the first time in them.
   * Yields every flow (remote services or not, but see `others`). Bad records go to `context.rejects`, never thrown.
   */
  read(inputs: readonly Input[], context: ReadContext): AsyncGenerator<Batch>
}
