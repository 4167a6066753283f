import type { JoinServers } from './join-servers.ts'
import type { End, Session } from './join-session.ts'
import { ack, rst, syn } from './packet.ts'
import type { Sides } from './side.ts'

/** Who opened a session, and how that is known. */
export interface Opener {
  /** 0 the low end, 1 the high end. */
  readonly side: 0 | 1
  /** By a SYN, or because the sensor says so; else guessed from ports and times. */
  readonly known: boolean
}

const known: readonly [Opener, Opener] = [
  { side: 0, known: true },
  { side: 1, known: true },
]
const guessed: readonly [Opener, Opener] = [
  { side: 0, known: false },
  { side: 1, known: false },
]

/** Packets that a server sends in vain, SYN-ACKs once more among them, and their bytes each: headers with all options. */
const mostStray = 8
const largestStray = 100

/**
 * The end that alone sent something, and that nothing but an answer to a SYN: SYN-ACK, or RST. What it answers had a forged source
 * (backscatter), or came another way; a session of which one direction was exported has other packets. Undefined where it is none, or
 * sampling may have left the SYN out.
 */
export function strayEnd({ protocol, sampling, ends: [low, high] }: Session): 0 | 1 | undefined {
  if (protocol !== 6 || sampling !== 0 || (low.packets === 0) === (high.packets === 0)) return undefined
  const { flags, packets, octets } = low.packets > 0 ? low : high
  const isAnswer = flags === (syn | ack) || flags === rst || flags === (rst | ack)
  if (!isAnswer || packets > mostStray || octets > packets * largestStray) return undefined
  return low.packets > 0 ? 0 : 1
}

/** Where it is beyond doubt that this end opened a session. */
export const openedBy = (side: 0 | 1): Opener => known[side]

/** Where that is all there is to go by. */
export const guessedBy = (side: 0 | 1): Opener => guessed[side]

/**
 * Who opened a session. In order: the sensor's word; a SYN that was never followed by an ACK of the same end,
 * which only an opener sends (a scan, a half-open); where both ends of a TCP session sent a SYN, the earlier; a guess, from
 * ports, from what earlier sessions say, and from times.
 * Flags are those of a whole record, so the opener's have SYN and ACK as the server's do.
 */
export function openerOf(session: Session, sides: Sides, servers: JoinServers): Opener {
  const { said, protocol, ends } = session
  if (said !== 0) return known[said === 1 ? 0 : 1]
  const server = serverSide(sides, protocol, ends[0].port, ends[1].port)
  const lag = lagOf(ends[0], ends[1])
  return (
    (protocol === 6 ? byFlags(ends[0], ends[1], lag, server) : undefined) ??
    guessed[guess(session, lag, server, sides, servers)]
  )
}

function byFlags(low: End, high: End, lag: number, server: number): Opener | undefined {
  const bare = bareSyn(low.flags, high.flags)
  if (bare >= 0) return known[bare === 0 ? 0 : 1]
  const bothSyn = (low.firstFlags & high.firstFlags & syn) !== 0
  if (bothSyn && lag !== 0) return bySyn(lag, server)
  return lone(low.flags, high.flags)
}

/** An end that is known for a server, or has a server's port; of a UDP flow who sent first; who has the more ephemeral port. */
function guess(session: Session, lag: number, server: number, sides: Sides, servers: JoinServers): 0 | 1 {
  const found = knownServer(session, server, sides, servers)
  if (found >= 0) return other(found)
  if (session.protocol === 6 || lag === 0) return byPorts(session.ends[0].port, session.ends[1].port, lag)
  return lag < 0 ? 1 : 0
}

/** The server by ports and by earlier sessions: these decide between two servers' ports, or none, and rarely against one. */
function knownServer(
  { protocol, ends }: Session,
  server: number,
  sides: Sides,
  servers: JoinServers,
): number {
  if (protocol !== 6 && protocol !== 17) return server
  const [low, high] = ends
  if (sides.serves(protocol, low.port) === sides.serves(protocol, high.port)) {
    const said = servers.server(protocol, low.host, low.port, high.host, high.port)
    return said >= 0 ? said : server
  }
  const wrong =
    server === 0
      ? servers.contradicts(protocol, high.host, high.port, low.host, low.port)
      : servers.contradicts(protocol, low.host, low.port, high.host, high.port)
  return wrong ? other(server) : server
}

/** Where Linux and IANA begin to take ports for clients, and where the ports end that only a system's servers may have. */
const ephemeral = 32_768
const system = 1024
/** Seconds within which an answer comes; a longer lag means that one end's first packets were not exported. */
const answerTime = 1

const portKind = (port: number): number => (port >= ephemeral ? 2 : port >= system ? 1 : 0)

/** Of two ports of different kinds the more ephemeral is the client's; else who sent first opened, if that is known. */
function byPorts(lowPort: number, highPort: number, lag: number): 0 | 1 {
  const sameKind = portKind(lowPort) === portKind(highPort)
  if (lowPort === highPort || (sameKind && lag !== 0 && Math.abs(lag) < answerTime)) return lag < 0 ? 1 : 0
  return lowPort > highPort ? 0 : 1
}

const other = (side: number): 0 | 1 => (side === 0 ? 1 : 0)

/** Seconds from the low end's first packet to the high end's; 0 where they are equal, ±Infinity where one sent none. */
function lagOf(low: End, high: End): number {
  if (low.packets === 0) return high.packets === 0 ? 0 : -Infinity
  return high.packets === 0 ? Infinity : high.first - low.first
}

/**
 * Both ends' records begin with a SYN: the earlier one opened the session, unless it alone has a server's port. Then the two
 * directions were seen by meters whose clocks differ.
 */
function bySyn(lag: number, server: number): Opener {
  const first = lag > 0 ? 0 : 1
  return server === first ? guessed[other(first)] : known[first]
}

const isBare = (flags: number): boolean => (flags & (syn | ack)) === syn

/** The end that sent a SYN and no ACK; -1 where neither or both did. */
const bareSyn = (low: number, high: number): number =>
  isBare(low) === isBare(high) ? -1 : isBare(low) ? 0 : 1

/** An end that answers without a SYN of its own (a reset) did not open the session; undefined where that is not so. */
function lone(low: number, high: number): Opener | undefined {
  if (low === 0 || high === 0 || (low & syn) === (high & syn)) return undefined
  return known[(low & syn) !== 0 ? 0 : 1]
}

/** Which end alone has a server's port, or an answer's ICMP type: 0, 1, or -1 where the ports do not say. */
function serverSide(sides: Sides, protocol: number, lowPort: number, highPort: number): number {
  if (sides.flipped(protocol, 0, lowPort, highPort)) return 0
  return sides.flipped(protocol, 0, highPort, lowPort) ? 1 : -1
}
