/** Flows as an exporter reports them: one record a direction, cut at the active timeout, in order of export. */

const ms = seconds => Math.round(seconds * 1000)

/** TCP flags seen by the end, from Zeek's history: FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
function flags(flow, letters) {
  const has = letter => flow.history.includes(letters(letter))
  return (
    (has('f') ? 1 : 0) |
    (has('s') || has('h') ? 2 : 0) |
    (has('r') ? 4 : 0) |
    (has('d') ? 8 : 0) |
    (has('a') || has('h') || (has('r') && !has('s')) ? 16 : 0)
  )
}

/** Splits a whole number over `parts` so that the sum stays. */
const share = (total, parts, i) => Math.floor((total * (i + 1)) / parts) - Math.floor((total * i) / parts)

function oneWay(flow, turned, active) {
  const [bytes, packets] = turned ? [flow.downTotal, flow.downPackets] : [flow.upTotal, flow.upPackets]
  if (!packets) return []
  const start = ms(flow.ts) + (turned ? 1 : 0)
  const end = Math.max(start, ms(flow.ts + flow.duration))
  const parts = Math.min(packets, Math.max(1, Math.ceil((end - start) / (active * 1000))))
  const closed = flow.protocol === 'tcp' && /[FfRr]/.test(flow.history)
  const seen =
    flow.protocol === 'tcp' ? flags(flow, turned ? letter => letter : letter => letter.toUpperCase()) : 0
  const ends = turned
    ? { src: flow.dst, srcPort: flow.dstPort, dst: flow.src, dstPort: flow.srcPort }
    : { src: flow.src, srcPort: flow.srcPort, dst: flow.dst, dstPort: flow.dstPort }
  return Array.from({ length: parts }, (_, i) => {
    const from = start + Math.floor(((end - start) * i) / parts)
    const to = i === parts - 1 ? end : start + Math.floor(((end - start) * (i + 1)) / parts) - 5
    const last = i === parts - 1
    return {
      ...ends,
      protocol: flow.protocol === 'tcp' ? 6 : 17,
      bytes: share(bytes, parts, i),
      packets: share(packets, parts, i),
      flags: parts === 1 ? seen : (seen & 24) | (i === 0 ? seen & 2 : 0) | (last ? seen & 5 : 0),
      start: from,
      end: Math.max(from, to),
      exported: to + (last ? (closed ? 1000 : 15000) : 200),
      reason: last ? (closed ? 3 : 1) : 2,
    }
  })
}

/** All records of one sensor's day, by export time. `active` is the exporter's active timeout in seconds. Times are epoch milliseconds. */
export const records = (day, sensor, active) =>
  day.flows
    .filter(flow => flow.sensor === sensor)
    .flatMap(flow => [...oneWay(flow, false, active), ...oneWay(flow, true, active)])
    .sort((a, b) => a.exported - b.exported || a.start - b.start || a.srcPort - b.srcPort)

/** Cuts records into groups for one message each: at most `size`, and nothing waits longer than `wait` ms. */
export function messages(all, size, wait) {
  const groups = []
  for (const record of all) {
    const group = groups.at(-1)
    if (group && group.length < size && record.exported - group[0].exported <= wait) group.push(record)
    else groups.push([record])
  }
  return groups
}

/** The four bytes of an IPv4 address as a number. */
export const ipv4 = text => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
