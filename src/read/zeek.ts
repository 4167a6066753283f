import { Neighbours } from '../flow/neighbours.ts'
import type { Input } from '../open/input.ts'
import type { Batch, ReadContext, Reader } from './reader.ts'
import { Addresses } from './zeek/addresses.ts'
import { ConnLog } from './zeek/conn.ts'
import { EventReader } from './zeek/event-reader.ts'
import { headOf, isLoose, type Head } from './zeek/head.ts'
import { JsonFile } from './zeek/json.ts'
import { Logs } from './zeek/logs.ts'
import { LongConns } from './zeek/long-conns.ts'
import { Orphans } from './zeek/orphans.ts'
import { looseFile, type FileReader } from './zeek/loose-file.ts'
import { LooseRows } from './zeek/loose-rows.ts'
import { kindOf, pathIn } from './zeek/paths.ts'
import { ConnRepeats, EventRepeats } from './zeek/repeats.ts'
import { Sieving } from './zeek/sieving.ts'
import { Sink } from './zeek/sink.ts'
import { tsvHeader } from './zeek/tsv-header.ts'
import { TsvFile } from './zeek/tsv.ts'
import { Tunnels } from './zeek/tunnels.ts'

/** Zeek's logs. Rows of conn.log are flows, rows of the logs beside it are events in them, tied by uid. */
export const zeek: Reader = {
  name: 'zeek',
  title: 'Zeek logs: TSV, JSON, CSV',
  sniff: head => headOf(head) !== undefined,
  read,
}

async function* read(inputs: readonly Input[], context: ReadContext): AsyncGenerator<Batch> {
  const sink = new Sink()
  const addresses = new Addresses(context.hosts)
  const orphans = new Orphans(context, sink)
  const tunnels = new Tunnels()
  const neighbours = new Neighbours(context, event => sink.event(event))
  const repeats = { conns: new ConnRepeats(), events: new EventRepeats() }
  const conn = new ConnLog(context, sink, orphans, addresses, tunnels, neighbours, repeats.conns)
  const long = new LongConns(context, orphans, addresses, tunnels, neighbours)
  const events = new EventReader(context, sink, orphans, addresses, repeats.events)
  const logs = new Logs(context, conn, long, events, tunnels)
  const sieving = new Sieving(context, orphans)
  let day = -1
  try {
    for (const head of inOrder(inputs)) {
      if (head.day > day) for (const known of [orphans, repeats.conns, repeats.events]) known.prune()
      day = head.day
      if (head.borrowed) context.notes.add(context.sensor, borrowed, head.input.path)
      yield* readLog(head, context, logs, sieving, sink)
    }
  } finally {
    sieving.end()
  }
  long.emit(sink)
  orphans.emit()
  yield* sink.rest()
}

/** Reads one log; yields the batches that got full. */
async function* readLog(
  head: Headed,
  context: ReadContext,
  logs: Logs,
  sieving: Sieving,
  sink: Sink,
): AsyncGenerator<Batch> {
  const { input, format, kind } = head
  const loose = new LooseRows(input.path, context, logs, kind || pathIn(input.path))
  if (isLoose(format)) return yield* readLoose(input, looseFile(input.path, context, loose, format), sink)
  const file = fileOf(head, context, logs, loose, sieving)
  for await (const chunk of input.chunks()) {
    file.push(chunk)
    while (await sieving.next(file, false)) yield* sink.full()
    yield* sink.full()
  }
  while (await sieving.next(file, true)) yield* sink.full()
  file.end()
}

async function* readLoose(input: Input, file: FileReader, sink: Sink): AsyncGenerator<Batch> {
  for await (const chunk of input.chunks()) {
    file.push(chunk)
    yield* sink.full()
  }
  file.end()
}

/** What reads a log whose lines are Zeek's own; `loose` takes the others that are among them. */
function fileOf(
  { input, format, kind, header }: Headed,
  context: ReadContext,
  logs: Logs,
  loose: LooseRows,
  sieving: Sieving,
) {
  if (format === 'json') return new JsonFile(input.path, context, logs, kind, loose, sieving)
  const json = (line: string, number: number) => loose.line(line, '', number)
  return new TsvFile(input.path, context, logs, header ?? { ...tsvHeader(), path: kind }, sieving, json)
}

const borrowed = 'logs without a header: their columns are taken from another file of the same log'

interface Headed extends Head {
  readonly input: Input
  /** Whether the header is another file's. */
  readonly borrowed: boolean
  /** Of the first time in it, in UTC. */
  readonly day: number
}

/**
 * Day by day, so that few events wait for their flow; of a day the logs whose events say what a flow is before conn.log;
 * then by path, so that the order given does not show.
 */
function inOrder(inputs: readonly Input[]): Headed[] {
  const rank = ({ kind }: Headed) => (kind === 'conn' ? 1 : 0)
  const headed = (input: Input): Headed => {
    const head = headOf(input.head) ?? { format: 'tsv', kind: '', first: 0 }
    return { ...head, input, borrowed: false, day: Math.floor(head.first / 86_400) }
  }
  const heads = inputs.map(headed)
  return heads
    .map(head => (head.format === 'tsv' && !head.whole ? withHeader(head, heads) : head))
    .sort((a, b) => a.day - b.day || rank(a) - rank(b) || (a.input.path < b.input.path ? -1 : 1))
}

/** A log without a header, or with a damaged one, with the last one known of that log: `conn.10:00:00-11:00:00.log` is a conn.log. */
function withHeader(head: Headed, heads: readonly Headed[]): Headed {
  const { path } = head.input
  const kind = head.kind || pathIn(path) || kindOf(path.split(/[/\\]/).at(-1)!.split('.')[0]!, [])
  const known = heads
    .filter(other => other.whole && other.kind === kind)
    .sort((a, b) => a.first - b.first || (a.input.path < b.input.path ? -1 : 1))
  const header = (known.findLast(other => other.first <= head.first) ?? known[0])?.header
  return header ? { ...head, kind, header, borrowed: !head.header } : { ...head, kind }
}
