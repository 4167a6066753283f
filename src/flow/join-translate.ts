import type { Hosts } from './hosts.ts'
import type { FlowRecord } from './join-record.ts'

/**
 * Gives a record the target behind a translation (NAT) of what was sent to the address before it. A record has its source before the
 * translation, and the other direction's record the other way about, so that both have the same two ends. Where a translation joins IPv4
 * and IPv6, they stay as they are: no flow has one of each.
 */
export function translate(record: FlowRecord, hosts: Hosts): void {
  const { translatedDst, translatedDstPort, protocol } = record
  if (translatedDst >= 0) {
    if (hosts.isIp4(translatedDst) !== hosts.isIp4(record.src)) return
    record.dst = translatedDst
  }
  if (translatedDstPort > 0 && (protocol === 6 || protocol === 17)) record.dstPort = translatedDstPort
}
