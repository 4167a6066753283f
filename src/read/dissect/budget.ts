import type { ReadContext } from '../reader.ts'

const limit = 64 * 1024 * 1024

/** Bytes that all conversations of one read may keep while they wait for others. */
export class Budget {
  #left = limit

  /** Whether `bytes` more may be kept. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}

const budgets = new WeakMap<ReadContext, Budget>()

export function budgetOf(context: ReadContext): Budget {
  let budget = budgets.get(context)
  if (budget === undefined) budgets.set(context, (budget = new Budget()))
  return budget
}
