import { Source, type Message } from './source.ts'
import { isAlike, type Template } from './templates.ts'

/** Data that came before its template, with what its message's header said. */
export interface Waiting {
  readonly bytes: DataView
  readonly message: Message
}

/** Sessions of one domain that are told apart; what comes from further ports is of the domain. */
const maxSessions = 64
/** In place of a port: two sessions have different templates of that number. */
const contested = -1

/**
 * One observation domain (NetFlow v9: source id) of an exporter. Templates are a transport session's own (RFC 7011, 8), and a
 * session begins with its first template. Some exporters change their port, or send data from other ports than the templates: data of
 * a template that its session does not have is read by that of the other sessions, as far as these agree.
 */
export class Domain {
  readonly waiting = new Map<number, Waiting[]>()
  readonly #shared: Source
  readonly #sessions = new Map<number, Source>()
  readonly #definers = new Map<number, number>()
  readonly #create: (shared: Source) => Source | undefined

  /** `create` makes a source with a number of its own; undefined where there are too many. */
  constructor(shared: Source, create: (shared: Source) => Source | undefined) {
    this.#shared = shared
    this.#create = create
  }

  /** What is known to the session from a port. */
  source(port: number): Source {
    return this.#sessions.get(port) ?? this.#shared
  }

  /** The same where the port is a session's beyond doubt. */
  open(port: number): Source {
    const known = this.#sessions.get(port)
    if (known || this.#sessions.size >= maxSessions) return known ?? this.#shared
    const source = this.#create(this.#shared) ?? this.#shared
    this.#sessions.set(port, source)
    return source
  }

  define({ port, source }: Message, id: number, template: Template): void {
    source.define(id, template)
    const definer = this.#definers.get(id) ?? port
    const before = this.#shared.template(id)
    const agrees = definer === port || (before !== undefined && isAlike(before, template))
    this.#definers.set(id, agrees ? port : contested)
    if (agrees) this.#shared.define(id, template)
    else this.#shared.withdraw(id)
  }

  /** Forgets a template, or all (`id` 2 and 3, as in `Source`). Returns how many fields they had. */
  withdraw({ port, source }: Message, id: number): number {
    const { ids, fields } = source.withdraw(id)
    for (const each of ids) if (this.#definers.get(each) === port) this.#forget(each)
    return fields
  }

  /** Takes what an options record says in a session: where another begins, it is known until that says the same. */
  options(source: Source, values: Float64Array): void {
    source.options(values)
    if (source !== this.#shared) this.#shared.options(values)
  }

  #forget(id: number): void {
    this.#definers.delete(id)
    this.#shared.withdraw(id)
  }
}
