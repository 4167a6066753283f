import type { Input } from '../open/input.ts'
import { RowFile } from './flow-text/file.ts'
import { firstLook } from './flow-text/look.ts'
import { isNfdump, jsonCells } from './flow-text/nfdump-json.ts'
import { readNfdump } from './flow-text/nfdump.ts'
import type { Batch, ReadContext, Reader } from './reader.ts'
import { JsonObjects } from './text/json-objects.ts'
import { RecordSink } from './text/record-sink.ts'

/** Flow records that other tools have printed. One-way records are joined, as those of NetFlow are. */
export const flowText: Reader = {
  name: 'flow-text',
  title: "printed flow records: nfdump (csv, json, line), SiLK's rwcut, argus' ra and binetflow",
  sniff: head => firstLook(head) !== undefined,
  async *read(inputs: readonly Input[], context: ReadContext): AsyncGenerator<Batch> {
    const sink = new RecordSink(context)
    for (const input of inTimeOrder(inputs)) {
      sink.file = input.path
      const file = fileOf(input, sink)
      for await (const chunk of input.chunks()) {
        file.push(chunk)
        yield* sink.take()
      }
      file.end()
    }
    yield* sink.finish()
  },
}

function fileOf(input: Input, sink: RecordSink): { push(chunk: Uint8Array): void; end(): void } {
  if (firstLook(input.head)?.kind !== 'json') return new RowFile(input.path, sink)
  return new JsonObjects(input.path, sink.context.rejects, object => {
    if (!isNfdump(object)) return 'no flow record of nfdump'
    const reason = readNfdump(jsonCells(object), sink)
    if (reason === '') sink.add()
    return reason
  })
}

function inTimeOrder(inputs: readonly Input[]): Input[] {
  const first = new Map(inputs.map(input => [input, firstLook(input.head)?.first ?? 0]))
  return [...inputs].sort((a, b) => first.get(a)! - first.get(b)! || (a.path < b.path ? -1 : 1))
}
