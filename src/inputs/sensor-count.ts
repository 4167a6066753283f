import type { FlowBatch } from '../flow/batch.ts'
import type { Services } from '../flow/services.ts'
import type { LocalTime } from '../lib/time.ts'
import { SeenInputs } from './seen-inputs.ts'
import type { OtherFlows } from '../read/reader.ts'
import type { SensorInputs } from './sensor-inputs.ts'
import type { SensorSummary } from '../report/report.ts'

/** More than any archive has: times in damaged records must not fill memory. */
const mostDays = 100_000

/** Counts what a sensor brought. */
export class SensorCount {
  readonly #sensor: SensorInputs
  readonly #time: LocalTime
  readonly #days = new Set<number>()
  readonly #seen: SeenInputs
  #flows = 0
  #remoteFlows = 0
  #events = 0
  #first = Infinity
  #last = -Infinity

  constructor(sensor: SensorInputs, time: LocalTime) {
    this.#sensor = sensor
    this.#time = time
    this.#seen = new SeenInputs(sensor)
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
      this.#at(flows.start[i]!)
    }
  }

  #at(start: number): void {
    if (start < this.#first) this.#first = start
    if (start > this.#last) this.#last = start
    if (this.#days.size < mostDays) this.#days.add(this.#time.day(start))
  }

  /** Local days on which the sensor saw any flow at all, of a remote service or not. */
  get days(): readonly number[] {
    return [...this.#days]
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
      first: this.#flows ? this.#first : NaN,
      last: this.#flows ? this.#last : NaN,
    }
  }
}
