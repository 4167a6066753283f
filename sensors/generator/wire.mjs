/** One connection as a sensor would count it: bytes, packets, state and history that agree with each other. */
import { sensorOf } from './hosts.mjs'

/** IP and TCP header bytes a segment: Linux sends time stamps, Windows does not (RFC 7323). */
const headers = { linux: 52, windows: 40 }
const micro = seconds => Math.round(seconds * 1e6) / 1e6

/**
 * What each way of ending looks like to Zeek: conn_state, history, the least packets and the SYN, FIN and RST among them.
 * Only `data` endings carry payload.
 */
const endings = {
  closed: { state: 'SF', history: 'ShADadFf', data: true, least: [5, 4] },
  closedByServer: { state: 'SF', history: 'ShAdDafF', data: true, least: [5, 4] },
  resetByClient: { state: 'RSTO', history: 'ShADadR', data: true, least: [4, 2] },
  resetByServer: { state: 'RSTR', history: 'ShADadr', data: true, least: [3, 3] },
  middle: { state: 'OTH', history: 'DadA', data: true, least: [1, 1] },
  refused: { state: 'REJ', history: 'Sr', data: false, least: [1, 1] },
  silent: { state: 'S0', history: 'S', data: false, least: [3, 0] },
}

/** Data segments one way, plus acknowledgements of every second segment of the other way. */
function count(own, other, least, header) {
  const segments = Math.ceil(own / (1500 - header))
  const acknowledgements = Math.ceil(Math.ceil(other / (1500 - header)) / 2)
  const packets = least + segments + acknowledgements
  return { packets, bytes: own + packets * header }
}

/** SYN segments carry 12 (Windows) or 8 (Linux: its time stamps are counted already) more bytes of options. */
const synOptions = os => (os === 'windows' ? 12 : 8)

function tcp(spec, ending) {
  const up = ending.data ? Math.round(spec.up) : 0
  const down = ending.data ? Math.round(spec.down) : 0
  const from = headers[spec.src.os ?? 'linux']
  const to = headers[spec.dst.os ?? 'linux']
  const sent = count(up, down, ending.least[0], from)
  const answered = count(down, up, ending.least[1], to)
  const syns = ending.history.startsWith('S') ? (ending.data ? 1 : ending.least[0]) : 0
  return {
    up,
    down,
    upPackets: sent.packets,
    upTotal: sent.bytes + syns * synOptions(spec.src.os),
    downPackets: answered.packets,
    downTotal: answered.bytes + (ending.history.includes('h') ? synOptions(spec.dst.os) : 0),
  }
}

/** UDP: one datagram a 1,200 bytes, 28 bytes of headers each. */
function udp(spec) {
  const up = Math.round(spec.up)
  const down = Math.round(spec.down)
  const upPackets = Math.max(1, Math.ceil(up / 1200))
  const downPackets = down ? Math.max(1, Math.ceil(down / 1200)) : 0
  return {
    up,
    down,
    upPackets,
    upTotal: up + 28 * upPackets,
    downPackets,
    downTotal: down + 28 * downPackets,
  }
}

/**
 * Adds a connection to the day and returns it. `spec`: ts (epoch seconds; the fraction is drawn), duration (seconds), src and dst
 * (hosts), port, protocol (`tcp` unless given), service (Zeek's word, `-` unless given), up and down (payload bytes), ending
 * (`closed` unless given).
 */
export function connect(day, draw, given) {
  const ending = endings[given.ending ?? 'closed']
  const isTcp = given.protocol !== 'udp'
  const spec = isTcp ? blurred(draw, given) : given
  const ts = micro(Math.min(Math.max(spec.ts + draw.next(), day.start), day.end - 30))
  const flow = {
    sensor: sensorOf(spec.src.address, spec.dst.address),
    uid: 'C' + draw.text(17),
    ts,
    duration: micro(Math.max(0.0004, Math.min(duration(draw, spec, ending), day.end - 5 - ts))),
    src: spec.src.address,
    srcPort: spec.srcPort ?? ephemeral(day, draw, spec),
    dst: spec.dst.address,
    dstPort: spec.port,
    protocol: isTcp ? 'tcp' : 'udp',
    service: ending.data ? (spec.service ?? '-') : '-',
    state: isTcp ? ending.state : spec.down ? 'SF' : 'S0',
    history: isTcp ? ending.history : spec.down ? 'Dd' : 'D',
    ...(isTcp ? tcp(spec, ending) : udp(spec)),
  }
  day.flows.push(flow)
  return flow
}

/** No two transfers are alike, not even where the caller gave a round number. */
const blurred = (draw, spec) => ({
  ...spec,
  up: draw.about(spec.up),
  down: draw.about(spec.down),
  duration: draw.about(spec.duration),
})

/** A source port that this pair of hosts has not used today for this port. */
function ephemeral(day, draw, { src, dst, port }) {
  const [low, high] = src.os === 'linux' ? [32768, 60999] : [49152, 65535]
  for (;;) {
    const drawn = draw.whole(low, high)
    const tuple = `${src.address}:${drawn}>${dst.address}:${port}`
    if (!day.tuples.has(tuple)) {
      day.tuples.add(tuple)
      return drawn
    }
  }
}

/** Three SYNs without an answer take 3 s (Linux: 1 + 2) or 9 s (Windows: 3 + 6); a refusal takes a round trip. */
function duration(draw, spec, ending) {
  if (ending.state === 'S0') return (spec.src.os === 'windows' ? 9 : 3) + draw.between(0, 0.05)
  return ending.state === 'REJ' ? draw.between(0.0004, 0.02) : spec.duration
}
