import type { Flow } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'

/** A flow that never was: as a store would give it back. */
export interface PlantedFlow extends Omit<Flow, 'history' | 'tunnel'> {
  readonly srcDevice: number
  readonly dstDevice: number
}

/** A synthetic attack: its flows, and what a sensor would decode in them. An event's `src` is the device, as in a store. */
export interface Campaign {
  readonly id: string
  readonly kind: string
  /** In time order; not empty. */
  readonly flows: readonly PlantedFlow[]
  readonly events: readonly Event[]
}
