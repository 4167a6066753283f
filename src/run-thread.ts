import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { outFailure, type Io } from './io.ts'
import { countIn, interruptCalls } from './lib/native-calls.ts'
import { descriptor } from './open/descriptor.ts'
import type { RunAnswer, RunMessage, RunTask } from './run-messages.ts'

/** The process' streams, as its thread has them. */
function threadIo(port: MessagePort, { outIsTerminal, errIsTerminal, columns }: RunTask): Io {
  const say = (message: RunMessage) => port.postMessage(message)
  const waiting: ((failed: string | undefined) => void)[] = []
  port.on('message', (answer: RunAnswer) => {
    if (answer === 'stop') interruptCalls()
    else waiting.shift()!(answer.failed)
  })
  return {
    stdin: { [Symbol.asyncIterator]: () => descriptor(0)[Symbol.asyncIterator]() },
    async out(text) {
      say({ out: text })
      const failed = await new Promise<string | undefined>(resolve => waiting.push(resolve))
      if (failed) throw outFailure(failed)
    },
    err: text => say({ err: text }),
    state: change => say({ state: change }),
    outIsTerminal,
    errIsTerminal,
    columns,
    env: process.env,
  }
}

/** In the thread of `run-process.ts`: runs its command line. An error that nobody waits for ends it too. */
export async function runThread(
  run: (argv: readonly string[], io: Io) => Promise<number>,
  explain: (error: Error, io: Io) => number,
): Promise<void> {
  const port = parentPort!
  const task = workerData as RunTask
  countIn(task.control)
  const io = threadIo(port, task)
  const end = (ended: number) => port.postMessage({ ended } satisfies RunMessage)
  process.once('uncaughtException', error => end(explain(error, io)))
  end(await run(task.argv, io))
}
