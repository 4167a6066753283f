import type { Step } from '../detect/finding.ts'
import type { FlowBatch } from '../flow/batch.ts'
import type { Hosts } from '../flow/hosts.ts'

/** Seconds by which clocks of sensors, and rounded times of exporters, may differ. */
const tolerance = 2

/**
 * The flows behind an incident's steps, in one sensor's captures: by uid where the captures told the step, and by ends,
 * port and start where another sensor or the sensor's logs did, whose uids are others.
 */
export class StepFlows {
  readonly found = new Set<Step>()
  readonly #byUid = new Map<string, Step[]>()
  readonly #byEnds = new Map<string, Step[]>()

  /** `sensor` is whose captures alone tell its steps; undefined where it has logs or exports as well. */
  constructor(steps: readonly Step[], sensor: string | undefined) {
    for (const step of steps) {
      put(this.#byUid, step.uid, step)
      if (step.sensor !== sensor) put(this.#byEnds, `${step.src} ${step.dst} ${step.port}`, step)
    }
  }

  /** Whether a flow is one of a step's, which counts as found then. */
  take(flows: FlowBatch, i: number, hosts: Hosts): boolean {
    const steps = this.#byUid.get(flows.uid[i]!) ?? this.#likely(flows, i, hosts)
    for (const step of steps) this.found.add(step)
    return steps.length > 0
  }

  #likely({ src, dst, dstPort, start }: FlowBatch, i: number, hosts: Hosts): Step[] {
    const steps = this.#byEnds.get(`${hosts.text(src[i]!)} ${hosts.text(dst[i]!)} ${dstPort[i]}`) ?? []
    return steps.filter(({ ts }) => Math.abs(ts - start[i]!) <= tolerance)
  }
}

function put(map: Map<string, Step[]>, key: string, step: Step): void {
  const steps = map.get(key)
  if (steps) steps.push(step)
  else map.set(key, [step])
}
