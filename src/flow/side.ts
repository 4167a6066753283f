import { icmpCounterpart } from './community-id.ts'
import { ack, syn } from './packet.ts'
import type { PortServices } from './services.ts'

/**
 * Ports where a server usually listens, beside the service catalogue's: what Zeek's standard protocol scripts
 * add to likely_server_ports. Used where no SYN tells who opened a flow.
 */
const tcp = [
  21, 22, 25, 53, 80, 81, 88, 102, 110, 139, 143, 389, 443, 445, 502, 514, 563, 585, 587, 614, 631, 636, 989, 990, 992,
  993, 995, 1080, 1434, 1883, 3128, 3268, 3306, 3389, 5060, 5222, 5223, 5269, 5432, 6379, 6666, 6667, 6668, 6669, 8000,
  8080, 8888, 20000,
] // prettier-ignore
const udp = [
  53, 67, 88, 123, 137, 161, 162, 389, 443, 514, 1812, 2123, 2152, 3268, 3389, 3544, 4011, 4789, 5060, 5072, 5353,
  5355, 6081, 20000,
] // prettier-ignore

/** ICMP types that only ever answer another: routers and neighbours advertise themselves unasked, too. */
const replies4 = new Set([0, 14, 16, 18])
const replies6 = new Set([129, 140, 145])

/** Of DHCP's ports the client's. */
const clients = [68, 546]

function marks(ports: readonly number[]): Uint8Array {
  const marked = new Uint8Array(65536)
  for (const port of ports) marked[port] = 1
  return marked
}

const tcpServers = marks(tcp)
const udpServers = marks(udp)

/** Who is originator and who is responder, from a flow's first packet. */
export class Sides {
  readonly #services: PortServices

  constructor(services: PortServices) {
    this.#services = services
  }

  /** Whether a server usually listens on the port. */
  serves(protocol: number, port: number): boolean {
    return protocol === 6 ? this.#tcp(port) : protocol === 17 && this.#udp(port)
  }

  #tcp(port: number): boolean {
    return tcpServers[port] === 1 || this.#services.byPort(6, port) !== 0
  }

  #udp(port: number): boolean {
    return udpServers[port] === 1 || (this.#services.byPort(17, port) !== 0 && !clients.includes(port))
  }

  /**
   * Whether the first packet seen of a flow comes from its responder. A SYN never does. A SYN-ACK does, unless only
   * the other port is a server's (a SYN-ACK scan). Otherwise the ports decide, as in Zeek: of two servers' ports
   * the lower one is the responder's. Of ICMP, whose ports are types, an answer comes from the responder.
   */
  flipped(protocol: number, flags: number, srcPort: number, dstPort: number): boolean {
    if (protocol === 17) return this.#udp(srcPort) && !this.#udp(dstPort)
    if (protocol === 1) return replies4.has(srcPort) && icmpCounterpart(1, srcPort) === dstPort
    if (protocol === 58) return replies6.has(srcPort) && icmpCounterpart(58, srcPort) === dstPort
    if (protocol !== 6) return false
    const from = this.#tcp(srcPort)
    const to = this.#tcp(dstPort)
    if ((flags & syn) !== 0) return (flags & ack) !== 0 && (from || !to)
    return from && (!to || srcPort < dstPort)
  }
}
