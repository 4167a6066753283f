import { packet, type Packet } from '../../flow/packet.ts'
import { Fragments } from './fragments.ts'

/** A packet while its layers are walked. */
export interface Layers extends Packet {
  /** What comes next: an IP protocol (below 256), an EtherType (from 0x600), or -1 when there is nothing more to walk. */
  next: number
  /** Where the captured bytes of the layer end in `view`, and where they ended on the wire. */
  end: number
  wireEnd: number
  /** The headers up to the ports are there: the packet counts for a flow. */
  complete: boolean
  /** What the frame carries is encrypted on its link (802.11, MACsec). Whoever reads it resets it. */
  sealed: boolean
  /** What is left of the frame where it carries several packets side by side. */
  readonly rests: Rest[]
  /** The transport header is cut behind its ports: they are known, which is enough for a sample. */
  ports: boolean
  /** A fragment that waits for its other parts: nothing to count yet. */
  waiting: boolean
  /** The fragmented datagram that a fragment belongs to, or that this packet became whole from; 0 where it is no fragment. */
  datagram: number
  /** The packet that this one carries: its first layer and where it begins; undefined where it carries none. */
  inside: Layer | undefined
  insideAt: number
  /** The tunnel between the two, and the network that it names or -1. */
  insideName: string
  insideKey: number
  /** Why the walk ended early, a constant text; '' where it did not. */
  fault: string
  readonly fragments: Fragments
}

/** Further packets of a frame: where they begin, by which layer, and what is around them. */
export interface Rest {
  readonly layer: Layer
  readonly at: number
  readonly view: DataView
  readonly end: number
  readonly wireEnd: number
  readonly plan: number
  readonly vlan: number
  /** How many tunnels are around them. */
  readonly depth: number
}

/**
 * One protocol layer: reads its header at `at` in `packet.view`, fills in its fields, sets `next` and perhaps `end`,
 * and returns where the next header begins. A header that is cut sets `fault` and `next` to -1.
 */
export type Layer = (view: DataView, at: number, packet: Layers) => number

export const layers = (): Layers => ({
  ...packet(),
  next: -1,
  end: 0,
  wireEnd: 0,
  complete: false,
  sealed: false,
  rests: [],
  ports: false,
  waiting: false,
  datagram: 0,
  inside: undefined,
  insideAt: 0,
  insideName: '',
  insideKey: -1,
  fault: '',
  fragments: new Fragments(),
})

/** Ends the walk at a transport header that is cut, perhaps behind the ports: what an ICMP error quotes, or sFlow samples. */
export function cutTransport(view: DataView, at: number, packet: Layers, why: string): number {
  packet.ports = packet.end - at >= 4
  if (packet.ports) {
    packet.srcPort = view.getUint16(at)
    packet.dstPort = view.getUint16(at + 2)
  }
  return fault(packet, why)
}

/** Ends the walk: the header at hand cannot be read. */
export function fault(packet: Layers, why: string): number {
  packet.fault = why
  packet.next = -1
  return packet.end
}
