import type { Layer, Layers } from './layer.ts'

/**
 * What the packet carries is a packet of its own, which begins with `inside` at `at`. `key` tells apart address plans
 * that may repeat (a VXLAN network), and is part of the tunnel's name; -1 where the tunnel has none.
 */
export function carries(packet: Layers, name: string, key: number, inside: Layer, at: number): void {
  packet.inside = inside
  packet.insideAt = at
  packet.insideName = name
  packet.insideKey = key
}

/** Looks at a UDP payload from `at` to `end` on a tunnel's port, and says what it carries where it is one. */
export type UdpTunnel = (view: DataView, at: number, end: number, packet: Layers) => void
