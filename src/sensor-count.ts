import type { FlowBatch } from './flow/batch.ts'
import type { Services } from './flow/services.ts'
import type { SensorInputs } from './sensor-inputs.ts'
import type { SensorSummary } from './report/report.ts'

/** Counts what a sensor brought. */
export class SensorCount {
  readonly #sensor: SensorInputs
  #flows = 0
  #remoteFlows = 0
  #events = 0
  #first = Infinity
  #last = -Infinity

  constructor(sensor: SensorInputs) {
    this.#sensor = sensor
  }

  add(flows: FlowBatch | undefined, events: number, services: Services): void {
    this.#events += events
    if (!flows) return
    this.#flows += flows.length
    for (let i = 0; i < flows.length; i++) {
      if (services.isRemote(flows.service[i]!)) this.#remoteFlows++
      this.#first = Math.min(this.#first, flows.start[i]!)
      this.#last = Math.max(this.#last, flows.start[i]!)
    }
  }

  summary(): SensorSummary {
    return {
      sensor: this.#sensor.name,
      formats: [...this.#sensor.inputs.keys()].map(reader => reader.name).sort(),
      files: this.#sensor.files,
      flows: this.#flows,
      remoteFlows: this.#remoteFlows,
      events: this.#events,
      first: this.#flows ? this.#first : NaN,
      last: this.#flows ? this.#last : NaN,
    }
  }
}
