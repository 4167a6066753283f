import type { Flow } from '../flow/batch.ts'
import type { DeviceEvent } from '../flow/link-day.ts'

/** A flow that never was: as a store would give it back. */
export interface PlantedFlow extends Omit<Flow, 'history' | 'tunnel'> {
  readonly srcDevice: number
  readonly dstDevice: number
}

/** A synthetic attack: its flows, and what a sensor would decode in them. */
export interface Campaign {
  readonly id: string
  readonly kind: string
  /** In time order; not empty. */
  readonly flows: readonly PlantedFlow[]
  readonly events: readonly DeviceEvent[]
}
