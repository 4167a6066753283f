/** Requests without an answer that are remembered for one connection; past it the oldest are forgotten. */
const most = 512

/**
 * Requests that wait for their answers, oldest first. Few wait at a time, and answers come in the order of requests:
 * looking through a list takes a fraction of what a map takes, whose table is made anew every few removals.
 */
export class Requests<Request> {
  readonly #ids: number[] = []
  readonly #requests: Request[] = []

  get(id: number): Request | undefined {
    return this.#requests[this.#ids.indexOf(id)]
  }

  /** Remembers a request; an older one of the same id is forgotten. */
  add(id: number, request: Request): void {
    this.take(id)
    if (this.#ids.length >= most) {
      this.#ids.shift()
      this.#requests.shift()
    }
    this.#ids.push(id)
    this.#requests.push(request)
  }

  /** The request of this id, which no longer waits. */
  take(id: number): Request | undefined {
    const at = this.#ids.indexOf(id)
    if (at < 0) return undefined
    this.#ids.splice(at, 1)
    return this.#requests.splice(at, 1)[0]
  }

  /** All that wait, and none of them any longer. */
  takeAll(): Request[] {
    this.#ids.length = 0
    return this.#requests.splice(0)
  }
}
