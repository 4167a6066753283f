import type { Input } from '../open/input.ts'
import type { Batch, ReadContext, Reader } from './reader.ts'
import { Addresses } from './zeek/addresses.ts'
import { ConnLog } from './zeek/conn.ts'
import { EventReader } from './zeek/event-reader.ts'
import { headOf, type Head } from './zeek/head.ts'
import { JsonFile } from './zeek/json.ts'
import { Logs } from './zeek/logs.ts'
import { Orphans } from './zeek/orphans.ts'
import { Sink } from './zeek/sink.ts'
import { TsvFile } from './zeek/tsv.ts'
import { Uids } from './zeek/uids.ts'

/** Zeek's logs. Rows of conn.log are flows, rows of the logs beside it are events in them, tied by uid. */
export const zeek: Reader = {
  name: 'zeek',
  title: 'Zeek logs: TSV, JSON lines',
  sniff: head => headOf(head) !== undefined,
  read,
}

async function* read(inputs: readonly Input[], context: ReadContext): AsyncGenerator<Batch> {
  const sink = new Sink()
  const uids = new Uids()
  const addresses = new Addresses(context.hosts)
  const orphans = new Orphans(context, sink, uids)
  const conn = new ConnLog(context, sink, uids, addresses)
  const logs = new Logs(context, conn, new EventReader(context, sink, orphans, addresses))
  for (const { input, head } of connFirst(inputs)) {
    const file =
      head?.format === 'json'
        ? new JsonFile(input.path, context, logs, head.kind)
        : new TsvFile(input.path, context, logs)
    for await (const chunk of input.chunks()) {
      file.push(chunk)
      yield* sink.full()
    }
    file.end()
  }
  orphans.emit()
  yield* sink.rest()
}

interface Headed {
  readonly input: Input
  readonly head: Head | undefined
}

/** By path, so that the order given does not show; files of conn.log first, so that fewer events look like flows of their own. */
function connFirst(inputs: readonly Input[]): Headed[] {
  const rank = ({ head }: Headed) => (head?.kind === 'conn' ? 0 : 1)
  return inputs
    .map(input => ({ input, head: headOf(input.head) }))
    .sort((a, b) => rank(a) - rank(b) || (a.input.path < b.input.path ? -1 : 1))
}
