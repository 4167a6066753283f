import type { FlowBatch } from './batch.ts'
import type { Event } from './event.ts'

/** One source, target and service in one address plan on one local day: the roll-up that site-wide statistics are made from. */
export interface LinkDay {
  /** Devices: the host ids that the addresses stood for, see Holding. */
  readonly src: number
  readonly dst: number
  /** One of the addresses that the device had (the least host id). */
  readonly srcAddress: number
  readonly dstAddress: number
  /** The address plan of both, see Flow. */
  readonly space: string
  readonly service: number
  /** Days since 1970-01-01 in the site's time zone: the day by whose end its flows could be seen. */
  readonly day: number
  readonly flows: number
  /** Flows of state `established`. */
  readonly established: number
  /** Flows that were not answered or rejected. */
  readonly failed: number
  /** Epoch seconds of the day's first flow of this link. */
  readonly first: number
  /** Bit h is set where a flow began in local hour h of the day (24 bits). */
  readonly hours: number
}

/**
 * From epoch seconds `from` on, until the next row of the same address in the same address plan, `address` was held by `device`:
 * both are host ids. Before its first row an address belongs to that row's device; without a row it is its own device.
 */
export interface Holding {
  readonly space: string
  readonly address: number
  readonly from: number
  readonly device: number
}

/** Flows as a store gives them back: `src` and `dst` are the addresses, these two the devices that held them. */
export interface DeviceBatch extends Omit<FlowBatch, 'history' | 'tunnel'> {
  readonly srcDevice: Uint32Array
  readonly dstDevice: Uint32Array
}

/** An event as a store gives it back: `src` is the device that held the originator's address, `srcAddress` that address; `dst` is an address, and `target` the device that held it. */
export interface DeviceEvent extends Event {
  readonly srcAddress: number
  readonly target: number
}
