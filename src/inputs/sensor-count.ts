import { median } from 'd3-array'
import { trueTime, type Corrections } from '../flow/clocks.ts'
import type { FlowBatch } from '../flow/batch.ts'
import type { Services } from '../flow/services.ts'
import type { Event } from '../flow/event.ts'
import type { LocalTime } from '../lib/time.ts'
import type { Narrow } from './narrowing.ts'
import { CoveredTimes, type CoveredDay } from './covered-times.ts'
import { Rotations } from './rotations.ts'
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
  readonly #narrow: Narrow
  readonly #times = new Map<number, CoveredTimes>()
  readonly #seen: SeenInputs
  /** By which local time its logs were rotated. */
  readonly rotations = new Rotations()
  #flows = 0
  #remoteFlows = 0
  #events = 0
  /** Flows at times that are none, before 1970 or after 2199. */
  stray = 0
  #first = Infinity
  #last = -Infinity
  #covered = new CoveredTimes()

  constructor(sensor: SensorInputs, time: LocalTime, narrow: Narrow) {
    this.#sensor = sensor
    this.#time = time
    this.#narrow = narrow
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
      this.#covers(start)
      if (this.#narrow.start(start)) this.#count(start)
    },
  }

  /** Flows count as far as they are not narrowed away, and tell in full when the sensor was there. */
  add(flows: FlowBatch | undefined, events: readonly Event[], services: Services): void {
    for (const event of events) if (this.#narrow.event(event)) this.#events++
    if (!flows) return
    this.#seen.add(flows, services)
    for (let i = 0; i < flows.length; i++) {
      const start = flows.start[i]!
      this.#covers(start, flows.duration[i]!)
      if (services.isRemote(flows.service[i]!)) {
        if (!this.#narrow.flow(flows, i)) continue
        this.#remoteFlows++
        this.#count(start)
      } else if (this.#narrow.start(start)) this.#count(start)
    }
  }

  #covers(start: number, duration = 0): void {
    if (start >= 0 && start < latest) this.#covered.add(start, start + duration)
    else this.stray++
  }

  #count(start: number): void {
    this.#flows++
    if (start >= 0 && start < this.#first) this.#first = start
    if (start < latest && start > this.#last) this.#last = start
  }

  /** What begins before or after these times is no part of what the sensor tells. */
  cut({ since, until }: { since: number; until: number }): void {
    this.#first = Math.max(this.#first, since)
    this.#last = Math.min(this.#last, until)
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
