import { Ip6Ids } from './ip6-ids.ts'

/**
 * The headers of one packet: one object a stream, filled anew for every packet, never kept.
 * `view` is the buffer that `payload` points into; it is only valid while the packet is handled.
 */
export interface Packet {
  view: DataView
  /** Seconds since the epoch. */
  ts: number
  /** The outermost 802.1Q VLAN id; 0 where there is none. */
  vlan: number
  /** 4 or 6. */
  version: number
  /** An IPv4 address as a signed 32-bit word, an IPv6 address as its id in `ip6`. */
  src: number
  dst: number
  /** Total length of the IP packet on the wire, headers included. */
  ipLength: number
  protocol: number
  srcPort: number
  dstPort: number
  /** ICMP without a counterpart: its two directions are two flows. */
  oneWay: boolean
  /** TCP header. */
  flags: number
  seq: number
  ack: number
  window: number
  /** Captured payload in `view`, and how many bytes of it there were on the wire. */
  payload: number
  payloadEnd: number
  payloadLength: number
  /** Names of the tunnels around this packet, outermost first, and the network that each names; -1 where it names none. */
  readonly tunnels: string[]
  readonly tunnelKeys: number[]
  /** Tells apart address plans that tunnels keep apart (VXLAN networks); 0 where there is none. */
  plan: number
  readonly ip6: Ip6Ids
}

export const fin = 0x01
export const syn = 0x02
export const rst = 0x04
export const ack = 0x10

export const packet = (): Packet => ({
  view: new DataView(new ArrayBuffer(0)),
  ts: 0.5,
  vlan: 0,
  version: 4,
  src: 0,
  dst: 0,
  ipLength: 0,
  protocol: 0,
  srcPort: 0,
  dstPort: 0,
  oneWay: false,
  flags: 0,
  seq: 0,
  ack: 0,
  window: 0,
  payload: 0,
  payloadEnd: 0,
  payloadLength: 0,
  tunnels: [],
  tunnelKeys: [],
  plan: 0,
  ip6: new Ip6Ids(),
})

/** The tunnels around a packet in words: "gre", "vxlan:42", "gtp, ipip"; '' where there is none. */
export const tunnelText = ({ tunnels, tunnelKeys }: Packet): string =>
  tunnels.map((name, i) => (tunnelKeys[i]! < 0 ? name : `${name}:${tunnelKeys[i]}`)).join(', ')

/** The plan of what a tunnel carries that names a network, from the plan of what carries the tunnel. */
export const planInside = (plan: number, network: number): number => (Math.imul(plan, 31) + network + 1) | 0

/** The plan that a flow's tunnels, in the words of `tunnelText`, make. */
export const planOf = (tunnels: string): number =>
  [...tunnels.matchAll(/:(\d+)/g)].reduce((plan, [, network]) => planInside(plan, Number(network)), 0)
