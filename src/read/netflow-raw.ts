import type { FlowBatch } from '../flow/batch.ts'
import type { Input } from '../open/input.ts'
import { ExportStream } from './netflow/exports.ts'
import { headerClock, looksLikeExport } from './netflow/header.ts'
import { messageSize, RawMessages } from './netflow/raw.ts'
import type { Batch, Reader } from './reader.ts'

/** Files of export messages without the packets that they came in: IPFIX files (RFC 5655), collectors' dumps of NetFlow. */
export const netflowRaw: Reader = {
  name: 'netflow',
  title: 'IPFIX files, and NetFlow messages without packets around them',
  sniff(head) {
    if (head.length < 16) return false
    const view = viewOf(head)
    const size = messageSize(view, 0, head.length, true)
    return size > 0 && size <= head.length && looksLikeExport(view, 0, size)
  },
  async *read(inputs, context) {
    const stream = new ExportStream(context)
    // The file does not say whose messages they are; they do not mix, since templates are kept by domain.
    const exporter = context.hosts.v4(0)
    for (const input of inTimeOrder(inputs)) {
      const messages = new RawMessages(
        (view, at, end, offset) => {
          const received = end - at < 16 ? 0 : headerClock(view, at)
          stream.datagram(exporter, 0, view, at, end, received, input.path, offset)
        },
        (reason, offset) => context.rejects.add(input.path, reason, 'offset', offset),
      )
      for await (const chunk of input.chunks()) {
        messages.push(chunk)
        yield* batches(stream.take())
      }
      messages.finish()
    }
    yield* batches(stream.finish())
  },
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

function* batches(list: readonly FlowBatch[]): Generator<Batch> {
  for (const flows of list) yield { flows }
}

/** By the exporter's clock in each file's first message. */
function inTimeOrder(inputs: readonly Input[]): Input[] {
  const clock = new Map(inputs.map(input => [input, headerClock(viewOf(input.head), 0)]))
  return [...inputs].sort((a, b) => clock.get(a)! - clock.get(b)!)
}
