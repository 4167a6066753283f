import { median } from 'd3-array'
import { trueTime, type Corrections } from '../flow/clocks.ts'
import type { FlowBatch } from '../flow/batch.ts'
import type { Services } from '../flow/services.ts'
import type { LocalTime } from '../lib/time.ts'
import { CoveredTimes, type CoveredDay } from './covered-times.ts'
import { SeenInputs } from './seen-inputs.ts'
import type { OtherFlows } from '../read/reader.ts'
import type { SensorInputs } from './sensor-inputs.ts'
import type { SensorSummary } from '../report/report.ts'

/** Captures of less than so many seconds on most days were taken because of something: they show no ordinary days. */
const shortDay = 3 * 3600

/** The year 2200, in epoch seconds: a flow beyond is of a damaged record or a clock gone wrong, and no day of the network. */
const latest = 7_258_118_400

/** Counts what a sensor brought. */
export class SensorCount {
  readonly #sensor: SensorInputs
  readonly #time: LocalTime
  readonly #times = new Map<number, CoveredTimes>()
  readonly #seen: SeenInputs
  #flows = 0
  #remoteFlows = 0
  #events = 0
  /** Flows at times that are none, before 1970 or after 2199. */
  stray = 0
  #first = Infinity
  #last = -Infinity
  #covered = new CoveredTimes()

  constructor(sensor: SensorInputs, time: LocalTime) {
    this.#sensor = sensor
    this.#time = time
    this.#seen = new SeenInputs(sensor)
  }

  /** What comes from here on is that view's. */
  view(view: number): void {
    this.#covered = new CoveredTimes()
    this.#times.set(view, this.#covered)
  }

  get name(): string {
    return this.#sensor.name
  }

  /** Flows that readers leave out. */
  readonly others: OtherFlows = {
    add: start => {
      this.#flows++
      this.#at(start)
    },
  }

  add(flows: FlowBatch | undefined, events: number, services: Services): void {
    this.#events += events
    if (!flows) return
    this.#flows += flows.length
    this.#seen.add(flows, services)
    for (let i = 0; i < flows.length; i++) {
      if (services.isRemote(flows.service[i]!)) this.#remoteFlows++
      this.#at(flows.start[i]!, flows.duration[i]!)
    }
  }

  #at(start: number, duration = 0): void {
    if (!(start >= 0 && start < latest)) {
      this.stray++
      return
    }
    if (start < this.#first) this.#first = start
    if (start > this.#last) this.#last = start
    this.#covered.add(start, start + duration)
  }

  /** The views that came, by number. */
  get views(): readonly number[] {
    return [...this.#times.keys()]
  }

  /** Ascending: the local days on which the sensor saw any flow at all, of a remote service or not. */
  days(ahead: Corrections): CoveredDay[] {
    const days = new Map<number, CoveredDay>()
    for (const [view, times] of this.#times) times.addTo(days, this.#time, ts => trueTime(ahead, view, ts))
    return [...days.values()].sort((a, b) => a.day - b.day)
  }

  /** Whether it is captures of cases, rather than of the network's days. */
  isExcerpt(days: readonly CoveredDay[]): boolean {
    const captures = [...this.#sensor.inputs.keys()].some(({ name }) => name === 'pcap')
    return captures && (median(days, ({ first, last }) => last - first) ?? 0) < shortDay
  }

  summary(): SensorSummary {
    return {
      sensor: this.#sensor.name,
      formats: [...this.#sensor.inputs.keys()].map(reader => reader.name).sort(),
      files: this.#sensor.files,
      inputs: this.#seen.files(),
      flows: this.#flows,
      remoteFlows: this.#remoteFlows,
      events: this.#events,
      first: Number.isFinite(this.#first) ? this.#first : NaN,
      last: Number.isFinite(this.#last) ? this.#last : NaN,
    }
  }
}
