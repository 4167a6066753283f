import { readFileSync } from 'node:fs'
import type { Hosts } from '../../../src/flow/hosts.ts'
import type { FlowRecord } from '../../../src/flow/join-record.ts'

/** A record in text: addresses, ports, protocol, counts of both directions, interfaces, AS numbers; and its times in whole seconds. */
export interface Line {
  readonly fields: string
  readonly start: number
  readonly end: number
}

const protocols: Record<string, number> = {
  ICMP: 1, IGMP: 2, TCP: 6, UDP: 17, IPv6: 41, GRE: 47, ESP: 50, AH: 51, ICMP6: 58, VRRP: 112, SCTP: 132,
} // prettier-ignore

const isIcmp = (protocol: number) => protocol === 1 || protocol === 58

/** nfdump 1.7.1 prints a record with both kinds of addresses as `::` and the IPv4 address. */
const address = (text: string, hosts: Hosts): string => {
  const canonical = hosts.text(hosts.id(text.trim()))
  const tail = /^::([0-9a-f]+):([0-9a-f]+)$/.exec(canonical)
  return tail ? hosts.text(hosts.v4(parseInt(tail[1]!, 16) * 65536 + parseInt(tail[2]!, 16))) : canonical
}

/** The rows of `nfdump -o csv`. Rows without addresses, which are no flows, are left out. */
export function nfdumpLines(path: string, hosts: Hosts): Line[] {
  const [head, ...rows] = readFileSync(path, 'utf8').trim().split('\n')
  const names = head!.split(',')
  const lines: Line[] = []
  for (const row of rows) {
    const cells = row.split(',')
    if (cells.length < 20) continue
    const cell = (name: string) => cells[names.indexOf(name)]!
    const protocol = protocols[cell('pr').trim()] ?? Number(cell('pr'))
    const ports = isIcmp(protocol) ? ['', ''] : [Number(cell('sp')), Number(cell('dp'))]
    const counts = ['ipkt', 'ibyt', 'opkt', 'obyt'].map(name => Number(cell(name)))
    const way = ['in', 'out', 'sas', 'das'].map(name => Number(cell(name)))
    const [from, to] = [address(cell('sa'), hosts), address(cell('da'), hosts)]
    const times = [cell('ts'), cell('te')].map(text => Date.parse(`${text.replace(' ', 'T')}Z`) / 1000)
    if (from === '0.0.0.0' && to === '0.0.0.0' && protocol === 0) continue
    const [start, end] = [Math.min(...times), Math.max(...times)]
    lines.push({ fields: [from, to, ...ports, protocol, ...counts, ...way].join(' '), start, end })
  }
  return lines
}

/** One of our records in the same form, twice: as it is, and with the exporter's own counts where those were scaled. */
export interface OurLine extends Line {
  readonly unscaled: string
}

export function recordLine(record: FlowRecord, hosts: Hosts): OurLine {
  const { protocol } = record
  const ports = isIcmp(protocol) ? ['', ''] : [record.srcPort, record.dstPort]
  const counts = [record.packets, record.bytes, record.reversePackets, record.reverseBytes]
  const head = [hosts.text(record.src), hosts.text(record.dst), ...ports, protocol].join(' ')
  const way = [record.inInterface, record.outInterface, record.srcAs, record.dstAs]
  const fields = (rate: number) => [head, ...counts.map(count => Math.round(count / rate)), ...way].join(' ')
  return {
    fields: fields(1),
    unscaled: fields(record.sampling || 1),
    start: Math.floor(record.start + 1e-6),
    end: Math.floor(record.end + 1e-6),
  }
}

/**
 * Those of `wanted` that are not among `ours`, one for one. nfdump 1.7.1 scales the counts of some sampled exporters only, so
 * either will do; a time of 0 in `wanted` is one that it did not know.
 */
export function missingFrom(ours: readonly OurLine[], wanted: readonly Line[]): Line[] {
  const pool = new Map<string, Set<OurLine>>()
  for (const line of ours)
    for (const fields of new Set([line.fields, line.unscaled]))
      pool.set(fields, (pool.get(fields) ?? new Set()).add(line))
  return wanted.filter(want => {
    for (const line of pool.get(want.fields) ?? []) {
      if (want.start !== 0 && (line.start !== want.start || line.end !== want.end)) continue
      pool.get(line.fields)!.delete(line)
      pool.get(line.unscaled)!.delete(line)
      return false
    }
    return true
  })
}
