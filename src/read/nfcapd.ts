import type { FlowBatch } from '../flow/batch.ts'
import { Hosts } from '../flow/hosts.ts'
import { FlowJoin } from '../flow/join.ts'
import type { Input } from '../open/input.ts'
import { BlockReader } from './nfcapd/blocks.ts'
import { ExporterNumbers } from './nfcapd/exporters.ts'
import { isNfcapd, NfcapdFile } from './nfcapd/file.ts'
import type { Batch, Reader } from './reader.ts'

/** Files of nfdump's collectors (nfcapd, nfpcapd, sfcapd), as one stream in the order of their first records. */
export const nfcapd: Reader = {
  name: 'nfcapd',
  title: 'nfcapd files: nfdump 1.6 and 1.7, plain or with LZO, LZ4, BZ2, ZSTD',
  sniff: isNfcapd,
  async *read(inputs, context) {
    const join = new FlowJoin(context)
    const exporters = new ExporterNumbers()
    for (const input of inTimeOrder(inputs)) {
      const reject = (reason: string, offset: number) =>
        context.rejects.add(input.path, reason, 'offset', offset)
      const file = new NfcapdFile(
        new BlockReader(context.hosts, exporters, record => join.add(record), reject),
      )
      for await (const chunk of input.chunks()) {
        file.push(chunk)
        yield* batches(join.take())
      }
      file.finish()
    }
    yield* batches(join.finish())
  },
}

function* batches(list: readonly FlowBatch[]): Generator<Batch> {
  for (const flows of list) yield { flows }
}

/** By the time of the first record in each head; those without one come last, as they were given. */
function inTimeOrder(inputs: readonly Input[]): Input[] {
  const first = new Map(inputs.map(input => [input, firstTime(input.head)]))
  return [...inputs].sort((a, b) => first.get(a)! - first.get(b)!)
}

/** When the first record of a file was received, epoch seconds; the largest number where its head has none. */
function firstTime(head: Uint8Array): number {
  let first = Number.MAX_VALUE
  const take = ({ received }: { received: number }) => {
    if (first === Number.MAX_VALUE) first = received
  }
  const file = new NfcapdFile(new BlockReader(new Hosts(), new ExporterNumbers(), take, () => {}))
  file.push(head)
  file.finish()
  return first
}
