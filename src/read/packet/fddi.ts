import { fault, type Layers } from './layer.ts'
import { llc } from './ethernet.ts'

/** FDDI (10): frame control, two addresses, LLC. */
export function fddi(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 13) return fault(packet, 'FDDI header cut')
  return llc(view, at + 13, packet)
}
