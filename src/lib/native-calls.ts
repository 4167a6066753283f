/**
 * Calls into native code that answer later. A thread that is stopped before they have answered takes the process with it, so the
 * thread counts them in shared memory, and the process stops it between two of them.
 */
export interface Control {
  /** Two numbers: whether the thread shall stop, and how many calls are out. */
  readonly shared: Int32Array
}

/** What can be asked to end its call early. */
export interface Interruptible {
  interrupt(): void
}

/** For a new thread. */
export const newControl = (): Control => ({ shared: new Int32Array(new SharedArrayBuffer(8)) })

let control = newControl()
const running = new Set<Interruptible>()

/** Counts this thread's calls where the process looks. */
export function countIn(own: Control): void {
  control = own
}

/** One call, which is not begun once the thread shall stop. */
export async function nativeCall<Result>(
  work: () => Promise<Result>,
  on?: Interruptible | undefined,
): Promise<Result> {
  Atomics.add(control.shared, 1, 1)
  if (on) running.add(on)
  try {
    if (Atomics.load(control.shared, 0)) throw new Error('the run was asked to stop')
    return await work()
  } finally {
    if (on) running.delete(on)
    Atomics.sub(control.shared, 1, 1)
  }
}

/** In the thread: ends its calls early. */
export function interruptCalls(): void {
  for (const on of running) on.interrupt()
}

/** In the process: from now on the thread begins no call. */
export function forbidCalls({ shared }: Control): void {
  Atomics.store(shared, 0, 1)
}

/** In the process: whether calls are out. */
export const hasCalls = ({ shared }: Control): boolean => Atomics.load(shared, 1) > 0
