import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { RunState } from './io.ts'
import { fault } from './lib/errors.ts'
import { forbidCalls, hasCalls, newControl } from './lib/native-calls.ts'
import { visible } from './report/escape.ts'
import type { RunAnswer, RunMessage, RunTask } from './run-messages.ts'
import { removeTemporary } from './store/temporary.ts'

/** Signals that ask to end, and their numbers. */
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const
type Signal = keyof typeof signals

/** How long a thread may take to stop after a signal, and how often it is looked at meanwhile; milliseconds. */
const patience = 800
const between = 10

/**
 * Runs a command line in a thread, and ends the process with its exit code. The process itself only writes and waits: so a signal
 * is answered at once whatever the thread is at, and a thread that runs out of memory or stops halfway ends with a message.
 */
export class RunProcess {
  readonly #control = newControl()
  readonly #worker: Worker
  #state: RunState = { doing: 'starting', written: '' }
  #printed = 0
  #failed: string | undefined
  #isEnding = false

  constructor(argv: readonly string[], script: URL) {
    const { stdout, stderr } = process
    const task: RunTask = {
      argv,
      outIsTerminal: Boolean(stdout.isTTY),
      errIsTerminal: Boolean(stderr.isTTY),
      columns: stdout.columns ?? 100,
      control: this.#control,
    }
    this.#worker = new Worker(script, { workerData: task })
    this.#worker.on('message', (message: RunMessage) => this.#take(message))
    this.#worker.on('error', error => void this.#fail(reason(error)))
    this.#worker.on('exit', () => void this.#fail('the run stopped in the middle, waiting for nothing'))
    stdout.on('error', (error: NodeJS.ErrnoException) => (this.#failed ??= error.code ?? error.message))
    // Where nobody reads what goes wrong, nothing can be said of it.
    stderr.on('error', () => {})
    for (const name of Object.keys(signals) as Signal[]) process.once(name, () => void this.#signal(name))
  }

  #take({ out, err, state, ended }: RunMessage): void {
    if (this.#isEnding) return
    if (state) this.#state = { ...this.#state, ...state }
    if (err !== undefined) process.stderr.write(err)
    if (out !== undefined) {
      this.#printed += Buffer.byteLength(out)
      process.stdout.write(out, () => this.#worker.postMessage({ failed: this.#failed } satisfies RunAnswer))
    }
    if (ended !== undefined) void this.#end(ended)
  }

  async #signal(name: Signal): Promise<void> {
    // A reader that takes nothing more would keep a run that is over.
    if (this.#isEnding) return this.#kill(name)
    this.#say(`ended by ${name} while ${this.#state.doing}; ${this.#written()}`)
    await Promise.race([this.#end(128 + signals[name]), setTimeout(patience)])
    // A thread that does not stop in time is not waited for.
    this.#kill(name)
  }

  /** Ends the process as the signal alone would end it. */
  #kill(name: Signal): void {
    removeTemporary()
    process.kill(process.pid, name)
  }

  async #fail(what: string): Promise<void> {
    if (this.#isEnding) return
    this.#say(`${what}, while ${this.#state.doing}; ${this.#written()}`)
    await this.#end(3)
  }

  #written(): string {
    const printed = this.#printed ? `${this.#printed} bytes were printed` : ''
    return [this.#state.written, printed].filter(Boolean).join('; ') || 'nothing was written'
  }

  #say(text: string): void {
    const clear = process.stderr.isTTY ? '\r\x1b[2K' : ''
    process.stderr.write(`${clear}eastwest: ${visible(text)}\n`)
  }

  /** Ends the process, once the thread has stopped and all that was said is written: a pipe takes what its reader leaves room for. */
  async #end(code: number): Promise<void> {
    this.#isEnding = true
    await this.#stop()
    removeTemporary()
    await Promise.all([process.stdout, process.stderr].map(written))
    process.exit(code)
  }

  /** A thread is stopped between two calls into native code, which are asked to end early. */
  async #stop(): Promise<void> {
    forbidCalls(this.#control)
    this.#worker.postMessage('stop' satisfies RunAnswer)
    while (hasCalls(this.#control)) await setTimeout(between)
    await this.#worker.terminate()
  }
}

/** Settles once a stream has taken all that was written to it, or takes nothing more. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve => stream.write('', () => resolve()))

function reason(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return fault(error)
  return 'out of memory: read fewer files, narrow them (--from, --to, --service), or give more with NODE_OPTIONS=--max-old-space-size=MEGABYTES'
}
