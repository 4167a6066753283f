/** One step of an attack. Times are epoch seconds, addresses canonical text. */
export interface Label {
  readonly campaign: string
  /** What the campaign is an example of. */
  readonly kind: string
  readonly ts: number
  readonly src: string
  readonly dst: string
  /** The flow's, as the sensor named it; '' where it has none. */
  readonly uid: string
}

/** Of an incident what is compared with the labels. */
export interface Told {
  readonly id: string
  /** The site's day, YYYY-MM-DD. */
  readonly day: string
  readonly score: number
  readonly steps: readonly {
    readonly ts: number
    readonly src: string
    readonly dst: string
    readonly uid: string
  }[]
}

/** What an incident shows of attacks. */
export interface Hits {
  readonly campaigns: ReadonlySet<string>
  /** Attack pairs shown, each by its campaign. */
  readonly pairs: ReadonlySet<string>
  /** The share of the incident's distinct source-target pairs that are an attack's. */
  readonly purity: number
}

/** A step is an attack's where it has a labelled uid, or a labelled source and target within this many seconds. */
const near = 3600
/** An incident that names more strangers than this leaves nobody wiser, and shows nothing. */
const leastPurity = 0.5

const pairOf = ({ src, dst }: { readonly src: string; readonly dst: string }): string => `${src} ${dst}`
const pairIn = (label: Label): string => `${label.campaign}\0${pairOf(label)}`

/** What truly happened, for comparing incidents with it. */
export class Truth {
  readonly labels: readonly Label[]
  readonly #byPair = new Map<string, Label[]>()
  readonly #byUid = new Map<string, Label[]>()

  constructor(labels: readonly Label[]) {
    this.labels = labels
    for (const label of labels) {
      append(this.#byPair, pairOf(label), label)
      if (label.uid) append(this.#byUid, label.uid, label)
    }
  }

  /** In the order of the labels. */
  get campaigns(): string[] {
    return [...new Set(this.labels.map(({ campaign }) => campaign))]
  }

  /** Distinct source-target pairs of each campaign. */
  get pairs(): number {
    return new Set(this.labels.map(pairIn)).size
  }

  /** The labels that a step is known by. */
  labelsOf(step: Told['steps'][number]): Label[] {
    const beside = this.#byPair.get(pairOf(step)) ?? []
    return [
      ...(this.#byUid.get(step.uid) ?? []),
      ...beside.filter(label => Math.abs(label.ts - step.ts) <= near),
    ]
  }

  /** All that an incident names of attacks, whatever else it names. */
  named({ steps }: Told): Hits {
    const campaigns = new Set<string>()
    const pairs = new Set<string>()
    const attacks = new Set<string>()
    for (const step of steps)
      for (const label of this.labelsOf(step)) {
        campaigns.add(label.campaign)
        pairs.add(pairIn(label))
        attacks.add(pairOf(step))
      }
    return { campaigns, pairs, purity: attacks.size / Math.max(1, new Set(steps.map(pairOf)).size) }
  }

  /** What an incident shows of attacks: nothing where less than half of its pairs are an attack's. */
  hits(told: Told): Hits {
    const named = this.named(told)
    return named.purity >= leastPurity
      ? named
      : { campaigns: new Set(), pairs: new Set(), purity: named.purity }
  }
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
