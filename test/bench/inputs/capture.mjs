// Captures of many conversations at once.
import { conversations, dns } from './payloads.mjs'
import { PcapWriter } from './pcap.mjs'
import { begin, random } from './random.mjs'

const [SYN, ACK, FIN, PSH] = [0x02, 0x10, 0x01, 0x08]
const empty = Buffer.alloc(0)
const full = 1400

/**
 * Writes `packets` packets, 20,000 a second, of `open` conversations at a time. A TCP one has about `each` packets,
 * from SYN to the last ACK, without loss; `mix` names the kinds; `bulk` is the share of data packets that are full.
 */
export function fillCapture(write, { packets, open, each, mix, bulk }) {
  const rnd = random(7)
  const pcap = new PcapWriter(write)
  let begun = 0
  const start = () => conversation(begun++, mix, Math.max(8, Math.round(each * (0.6 + 0.8 * rnd()))))
  const slots = Array.from({ length: open }, start)
  for (let i = 0; i < packets; i++) {
    const at = Math.floor(rnd() * open)
    const length = rnd() < bulk ? full : 40 + Math.floor(rnd() * 200)
    next(pcap, slots[at], begin + i / 20_000, length)
    if (slots[at].nth === slots[at].total) slots[at] = start()
  }
  pcap.finish()
}

function conversation(id, mix, packets) {
  const kind = mix[id % mix.length]
  return {
    id, kind, nth: 0, total: kind === 'dns' ? 2 : packets,
    client: 0x0a010001 + (id % 5000), server: 0x0a020001 + (Math.floor(id / 3) % 2000),
    clientPort: 50_000 + (Math.floor(id / 5000) % 15_000), sent: [id * 1000, id * 2000],
  } // prettier-ignore
}

function next(pcap, flow, time, length) {
  const nth = flow.nth++
  if (flow.kind === 'dns') return pcap.udp({ ...ends(flow, nth, 53), time, payload: dns(flow.id, nth === 1) })
  const { port, say } = conversations[flow.kind]
  const left = flow.total - nth
  const data = nth > 2 && left > 3
  // Handshake: client, server, client. Data: in turn, the client first. End: client, server, client.
  const side = data ? (nth - 3) % 2 : nth === 1 || left === 2 ? 1 : 0
  const payload = data ? say(nth - 3, length) : empty
  const flags =
    nth === 0 ? SYN : nth === 1 ? SYN | ACK : data ? PSH | ACK : left > 1 && nth > 2 ? FIN | ACK : ACK
  const { sent } = flow
  const acknowledged = nth ? sent[1 - side] : 0
  pcap.tcp({ ...ends(flow, side, port), time, sequence: sent[side], acknowledged, flags, payload })
  sent[side] += payload.length + (flags & (SYN | FIN) ? 1 : 0)
}

function ends({ client, server, clientPort }, side, port) {
  return side
    ? { from: server, to: client, fromPort: port, toPort: clientPort }
    : { from: client, to: server, fromPort: clientPort, toPort: port }
}
