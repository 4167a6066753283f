import type { Input } from '../open/input.ts'
import { VpcText } from './cloud/aws-vpc-text.ts'
import { CloudJson } from './cloud/cloud-json.ts'
import { Desk } from './cloud/desk.ts'
import { firstLook } from './cloud/look.ts'
import type { Batch, ReadContext, Reader } from './reader.ts'

/** Logs of clouds: flow logs are flows, and who came in through the cloud's own doors is an event, and a flow where both ends are known. */
export const cloud: Reader = {
  name: 'cloud',
  title:
    'cloud logs: flow logs of AWS, Azure and Google; CloudTrail, Azure sign-in and Bastion, Google audit',
  sniff: head => firstLook(head) !== undefined,
  async *read(inputs: readonly Input[], context: ReadContext): AsyncGenerator<Batch> {
    const desk = new Desk(context)
    for (const input of inTimeOrder(inputs)) {
      desk.records.file = input.path
      const file = fileOf(input, desk)
      for await (const chunk of input.chunks()) {
        file.push(chunk)
        yield* desk.records.take()
        yield* desk.sessions.full()
      }
      file.end()
    }
    desk.open.finish()
    desk.sessions.finish()
    yield* desk.records.finish()
    yield* desk.sessions.rest()
  },
}

function fileOf(input: Input, desk: Desk): { push(chunk: Uint8Array): void; end(): void } {
  if (firstLook(input.head)?.kind === 'vpc') return new VpcText(input.path, desk)
  return new CloudJson(input.path, desk)
}

function inTimeOrder(inputs: readonly Input[]): Input[] {
  const first = new Map(inputs.map(input => [input, firstLook(input.head)?.first ?? 0]))
  return [...inputs].sort((a, b) => first.get(a)! - first.get(b)! || (a.path < b.path ? -1 : 1))
}
