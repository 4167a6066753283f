import * as at from './join-rows.ts'
import { doublesPerSide, wordsPerRow, type JoinRows } from './join-rows.ts'
import type { JoinServers } from './join-servers.ts'
import { ack, syn } from './packet.ts'
import type { Sides } from './side.ts'

/** Who opened a session, and how that is known. */
export interface Opener {
  /** 0 the low end, 1 the high end. */
  readonly side: 0 | 1
  /** By a SYN, or because the sensor says so; else guessed from ports and times. */
  readonly known: boolean
}

const opener = (side: 0 | 1, known: boolean): Opener => ({ side, known })

/**
 * Who opened the session of a row. In order: the sensor's word; a SYN that was never followed by an ACK of the same end,
 * which only an opener sends (a scan, a half-open); where both ends of a TCP session sent a SYN, the earlier; a guess, from
 * ports, from what earlier sessions say, and from times.
 * Flags are those of a whole record, so the opener's have SYN and ACK as the server's do.
 */
export function openerOf(rows: JoinRows, row: number, sides: Sides, servers: JoinServers): Opener {
  const said = rows.words[row * wordsPerRow + at.initiator]!
  if (said !== 0) return opener(said === 1 ? 0 : 1, true)
  const low = row * 2
  const server = serverSide(
    sides,
    rows.words[row * wordsPerRow + at.protocol]!,
    rows.words[row * wordsPerRow + at.lowPort]!,
    rows.words[row * wordsPerRow + at.highPort]!,
  )
  const lag = lagOf(rows, low)
  return (
    (rows.words[row * wordsPerRow + at.protocol] === 6 ? byFlags(rows, low, lag, server) : undefined) ??
    opener(guess(rows, row, lag, server, sides, servers), false)
  )
}

function byFlags(rows: JoinRows, low: number, lag: number, server: number): Opener | undefined {
  const bare = bareSyn(rows, low)
  if (bare >= 0) return opener(bare === 0 ? 0 : 1, true)
  const bothSyn = (rows.firstFlags[low]! & rows.firstFlags[low + 1]! & syn) !== 0
  if (bothSyn && lag !== 0) return bySyn(lag, server)
  return lone(rows, low)
}

/** An end that is known for a server, or has a server's port; of a UDP flow who sent first; who has the more ephemeral port. */
function guess(
  rows: JoinRows,
  row: number,
  lag: number,
  server: number,
  sides: Sides,
  servers: JoinServers,
): 0 | 1 {
  const known = knownServer(rows, row, server, sides, servers)
  if (known >= 0) return other(known)
  return rows.words[row * wordsPerRow + at.protocol] === 6 || lag === 0
    ? byPorts(rows, row, lag)
    : lag < 0
      ? 1
      : 0
}

/** The server by ports and by earlier sessions: these decide between two servers' ports, or none, and rarely against one. */
function knownServer(
  rows: JoinRows,
  row: number,
  server: number,
  sides: Sides,
  servers: JoinServers,
): number {
  const protocol = rows.words[row * wordsPerRow + at.protocol]!
  const [low, high, lowPort, highPort] = [rows.words[row * wordsPerRow + at.low]!, rows.words[row * wordsPerRow + at.high]!, rows.words[row * wordsPerRow + at.lowPort]!, rows.words[row * wordsPerRow + at.highPort]!] // prettier-ignore
  if (protocol !== 6 && protocol !== 17) return server
  if (sides.serves(protocol, lowPort) === sides.serves(protocol, highPort)) {
    const said = servers.server(protocol, low, lowPort, high, highPort)
    return said >= 0 ? said : server
  }
  const wrong =
    server === 0
      ? servers.contradicts(protocol, high, highPort, low, lowPort)
      : servers.contradicts(protocol, low, lowPort, high, highPort)
  return wrong ? other(server) : server
}

/** Where Linux and IANA begin to take ports for clients, and where the ports end that only a system's servers may have. */
const ephemeral = 32_768
const system = 1024
/** Seconds within which an answer comes; a longer lag means that one end's first packets were not exported. */
const answerTime = 1

/** Of two ports of different kinds the more ephemeral is the client's; else who sent first opened, if that is known. */
function byPorts(rows: JoinRows, row: number, lag: number): 0 | 1 {
  const [lowPort, highPort] = [
    rows.words[row * wordsPerRow + at.lowPort]!,
    rows.words[row * wordsPerRow + at.highPort]!,
  ]
  const kind = (port: number) => (port >= ephemeral ? 2 : port >= system ? 1 : 0)
  const sameKind = kind(lowPort) === kind(highPort)
  if (lowPort === highPort || (sameKind && lag !== 0 && Math.abs(lag) < answerTime)) return lag < 0 ? 1 : 0
  return lowPort > highPort ? 0 : 1
}

const other = (side: number): 0 | 1 => (side === 0 ? 1 : 0)

/** Seconds from the low end's first packet to the high end's; 0 where they are equal, ±Infinity where one sent none. */
function lagOf(rows: JoinRows, low: number): number {
  if (rows.doubles[low * doublesPerSide + at.packets] === 0)
    return rows.doubles[(low + 1) * doublesPerSide + at.packets] === 0 ? 0 : -Infinity
  return rows.doubles[(low + 1) * doublesPerSide + at.packets] === 0
    ? Infinity
    : rows.doubles[(low + 1) * doublesPerSide + at.first]! - rows.doubles[low * doublesPerSide + at.first]!
}

/**
 * Both ends' records begin with a SYN: the earlier one opened the session, unless it alone has a server's port. Then the two
 * directions were seen by meters whose clocks differ.
 */
function bySyn(lag: number, server: number): Opener {
  const first = lag > 0 ? 0 : 1
  return server === first ? opener(other(first), false) : opener(first, true)
}

/** The end that sent a SYN and no ACK; -1 where neither or both did. */
function bareSyn(rows: JoinRows, low: number): number {
  const bare = (flags: number) => (flags & (syn | ack)) === syn
  const isLow = bare(rows.flags[low]!)
  return isLow === bare(rows.flags[low + 1]!) ? -1 : isLow ? 0 : 1
}

/** An end that answers without a SYN of its own (a reset) did not open the session; undefined where that is not so. */
function lone(rows: JoinRows, low: number): Opener | undefined {
  const a = rows.flags[low]!
  const b = rows.flags[low + 1]!
  if (a === 0 || b === 0 || (a & syn) === (b & syn)) return undefined
  return opener((a & syn) !== 0 ? 0 : 1, true)
}

/** Which end alone has a server's port: 0, 1, or -1 where the ports do not say. */
function serverSide(sides: Sides, protocol: number, lowPort: number, highPort: number): number {
  if (protocol === 1 || protocol === 58) return icmpServer(protocol, lowPort, highPort)
  if (sides.flipped(protocol, 0, lowPort, highPort)) return 0
  return sides.flipped(protocol, 0, highPort, lowPort) ? 1 : -1
}

/** ICMP ports are types: the end with an answer's type serves. */
function icmpServer(protocol: number, lowPort: number, highPort: number): number {
  const reply = protocol === 1 ? replies4 : replies6
  return reply.has(lowPort) === reply.has(highPort) ? -1 : reply.has(lowPort) ? 0 : 1
}
const replies4 = new Set([0, 9, 14, 16, 18])
const replies6 = new Set([129, 131, 134, 136, 140, 145])
