import type { Input } from '../open/input.ts'
import type { Batch, ReadContext, Reader } from './reader.ts'
import { recordIn } from './suricata/envelope.ts'
import { Eve } from './suricata/eve.ts'
import { Unframer } from './text/frames.ts'
import { headLines } from './text/head-lines.ts'
import { LineFile } from './text/line-file.ts'
import { parseObject, secondsOf, textAt } from './text/values.ts'

/** Suricata's eve.json. Its flow records are flows, its records of applications and alerts are events in them, tied by flow_id. */
export const suricata: Reader = {
  name: 'suricata',
  title: 'Suricata eve.json',
  sniff: head => firstTime(head) !== undefined,
  async *read(inputs: readonly Input[], context: ReadContext): AsyncGenerator<Batch> {
    const eve = new Eve(context)
    for (const input of inTimeOrder(inputs)) {
      const frames = new Unframer()
      const file = new LineFile(input.path, context.rejects, line => {
        const found = frames.line(line)
        return found ? eve.line(found.text, input.path) : ''
      })
      for await (const chunk of input.chunks()) {
        file.push(chunk)
        yield* eve.full()
      }
      file.end()
    }
    yield* eve.rest()
  },
}

/** Epoch seconds of the first record in a head; undefined where it has none of Suricata's. */
function firstTime(head: Uint8Array): number | undefined {
  const frames = new Unframer()
  for (const line of headLines(head)) {
    const text = frames.line(line)?.text ?? ''
    const object = text.startsWith('{') ? parseObject(text) : undefined
    const record = object && recordIn(object)
    const ts = secondsOf(textAt(record, 'timestamp'))
    const type = textAt(record, 'event_type')
    if (ts >= 0 && type !== '' && (type === 'stats' || textAt(record, 'src_ip') !== '')) return ts
  }
  return undefined
}

function inTimeOrder(inputs: readonly Input[]): Input[] {
  const first = new Map(inputs.map(input => [input, firstTime(input.head) ?? 0]))
  return [...inputs].sort((a, b) => first.get(a)! - first.get(b)! || (a.path < b.path ? -1 : 1))
}
