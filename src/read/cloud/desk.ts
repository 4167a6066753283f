import type { ReadContext } from '../reader.ts'
import { RecordSink } from '../text/record-sink.ts'
import { OpenFlows } from './open-flows.ts'
import { Sessions } from './sessions.ts'

/** What the formats of cloud logs hand their records to. */
export class Desk {
  readonly context: ReadContext
  readonly records: RecordSink
  readonly sessions: Sessions
  readonly open: OpenFlows
  /** Where the record that is read starts: what its rejects name. */
  line = 0

  constructor(context: ReadContext) {
    this.context = context
    this.records = new RecordSink(context)
    this.sessions = new Sessions(context)
    this.open = new OpenFlows(this.records)
  }

  /** Notes a kind of record that is read past. */
  unused(kind: string): void {
    this.records.note(`${kind.slice(0, 100)}: not used`)
  }

  /** Rejects a part of the record that is read. */
  reject(reason: string, example: string): void {
    this.context.rejects.add(this.records.file, reason, 'line', this.line, () => example)
  }
}
