import { parentPort, workerData } from 'node:worker_threads'
import { Services } from './flow/services.ts'
import { Sieve, type SieveTask } from './read/zeek/sieve.ts'

// A thread of `inputs/sieve-threads.ts`: answers each task with what is left of its lines.
const sieve = new Sieve(new Services(workerData as Services['added']))
parentPort!.on('message', (task: SieveTask) => {
  const sieved = sieve.sieve(task)
  parentPort!.postMessage(sieved, [sieved.kept.buffer, sieved.starts.buffer])
})
