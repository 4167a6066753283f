import { etherType } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/** An 802.1Q or 802.1ad tag: 16 bits with the VLAN id in the lower 12, then the EtherType of what is tagged. */
export function vlan(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'VLAN tag cut')
  if (packet.vlan === 0) packet.vlan = view.getUint16(at) & 0xfff
  return etherType(view, at + 2, packet)
}
