import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Services } from '../flow/services.ts'
import { EngineError } from '../lib/errors.ts'
import type { Sieved, SieveTask } from '../read/zeek/sieve.ts'
import type { Sieves } from '../read/zeek/sieving.ts'

/** More threads than this wait for the one that reads what they leave, which has a processor of its own. */
const mostThreads = 4

/** Beside the bundle. Run from its sources the program has no such file, and reads in one thread. */
const script = new URL('./sieve-thread.js', import.meta.url)
const threads = existsSync(fileURLToPath(script)) ? Math.min(mostThreads, availableParallelism() - 1) : 0

/** What starts threads that sieve for a site with these services; undefined where there is one processor. */
export const sieveThreads = (services: Services): (() => Sieves) | undefined =>
  threads > 0 ? () => new SieveThreads(services) : undefined

interface Asked {
  readonly resolve: (sieved: Sieved) => void
  readonly reject: (error: Error) => void
}

class SieveThreads implements Sieves {
  readonly count = threads
  readonly #threads: SieveThread[]
  #next = 0

  constructor(services: Services) {
    this.#threads = Array.from({ length: threads }, () => new SieveThread(services))
  }

  sieve(task: SieveTask): Promise<Sieved> {
    const thread = this.#threads[this.#next]!
    this.#next = (this.#next + 1) % this.count
    return thread.sieve(task)
  }

  end(): void {
    for (const thread of this.#threads) thread.end()
  }
}

/** One thread: it answers in the order in which it is asked. */
class SieveThread {
  readonly #worker: Worker
  readonly #asked: Asked[] = []
  #failure: EngineError | undefined

  constructor(services: Services) {
    this.#worker = new Worker(script, { workerData: services.added })
    this.#worker.on('message', (sieved: Sieved) => this.#asked.shift()?.resolve(sieved))
    this.#worker.on('error', error => this.#fail(error.message))
    this.#worker.on('exit', code => this.#fail(`it ended with ${code}`))
  }

  sieve(task: SieveTask): Promise<Sieved> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#worker.postMessage(task)
      this.#asked.push({ resolve, reject })
    })
  }

  end(): void {
    void this.#worker.terminate()
  }

  #fail(what: string): void {
    this.#failure ??= new EngineError(`a thread that reads conn.log failed: ${what}`)
    for (const { reject } of this.#asked.splice(0)) reject(this.#failure)
  }
}
