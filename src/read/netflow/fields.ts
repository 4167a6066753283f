/** How an information element's bytes are read. */
export const number = 0
export const address4 = 1
export const address6 = 2
/** 64-bit NTP time (RFC 7011, 6.1.9), to milliseconds since the epoch. */
export const ntp = 3
/** Passed over. */
export const skip = 4
/** An address of an end that has one already: templates may have both an IPv4 and an IPv6 one, of which one is zero. */
export const other4 = 5
export const other6 = 6
/** An address that is 0 where there is none. */
export const translated4 = 7
export const translated6 = 8
/** Lists of RFC 6313, read by lists.ts: all kinds from here on. */
export const basicList = 9
export const subTemplateList = 10
export const subTemplateMultiList = 11

/**
 * What is kept of a record, in the order of the array that a record is decoded to.
 * `…Ms`, `…Us` are milliseconds and microseconds; reverse… come from biflow records (RFC 5103).
 */
const columns = [
  'inInterface', 'outInterface', 'vrf', 'srcAs', 'dstAs', 'src', 'dst', 'srcPort', 'dstPort', 'protocol', 'flags', 'vlan', 'direction', 'icmp', 'icmpType', 'icmpCode',
  'bytes', 'packets', 'totalBytes', 'totalPackets', 'outBytes', 'outPackets',
  'reverseBytes', 'reversePackets', 'reverseTotalBytes', 'reverseTotalPackets', 'reverseFlags',
  'firstFlags', 'otherFlags', 'reverseFirstFlags', 'reverseOtherFlags',
  'initiatorBytes', 'initiatorPackets', 'responderBytes', 'responderPackets', 'biflowDirection', 'answerDelayMs',
  'startUptime', 'endUptime', 'startSeconds', 'endSeconds', 'startMs', 'endMs', 'startNtp', 'endNtp',
  'startDeltaUs', 'endDeltaUs', 'durationMs', 'durationUs', 'bootMs', 'eventMs', 'eventSeconds',
  'natEvent', 'firewallEvent', 'translatedDst', 'translatedDstPort',
  'samplerId', 'samplingInterval', 'samplerInterval', 'packetInterval', 'packetSpace', 'sampleSize', 'samplePopulation',
] as const // prettier-ignore
export type Column = (typeof columns)[number]

export const columnCount = columns.length
/** The place of each column in a decoded record. */
export const slot = Object.fromEntries(columns.map((name, i) => [name, i])) as Record<Column, number>

export interface Field {
  readonly column: Column
  readonly kind: number
}

const field = (column: Column, kind = number): Field => ({ column, kind })

/** IANA "IPFIX Information Elements"; NetFlow v9 uses the same numbers. */
const standard: Readonly<Record<number, Field>> = {
  1: field('bytes'),
  2: field('packets'),
  4: field('protocol'),
  6: field('flags'),
  7: field('srcPort'),
  8: field('src', address4),
  10: field('inInterface'),
  11: field('dstPort'),
  12: field('dst', address4),
  14: field('outInterface'),
  16: field('srcAs'),
  17: field('dstAs'),
  21: field('endUptime'),
  22: field('startUptime'),
  23: field('outBytes'),
  24: field('outPackets'),
  27: field('src', address6),
  28: field('dst', address6),
  32: field('icmp'),
  34: field('samplingInterval'),
  48: field('samplerId'),
  50: field('samplerInterval'),
  58: field('vlan'),
  61: field('direction'),
  85: field('totalBytes'),
  86: field('totalPackets'),
  139: field('icmp'),
  150: field('startSeconds'),
  151: field('endSeconds'),
  152: field('startMs'),
  153: field('endMs'),
  154: field('startNtp', ntp),
  155: field('endNtp', ntp),
  156: field('startNtp', ntp),
  157: field('endNtp', ntp),
  158: field('startDeltaUs'),
  159: field('endDeltaUs'),
  160: field('bootMs'),
  161: field('durationMs'),
  162: field('durationUs'),
  176: field('icmpType'),
  177: field('icmpCode'),
  178: field('icmpType'),
  179: field('icmpCode'),
  180: field('srcPort'),
  181: field('dstPort'),
  182: field('srcPort'),
  183: field('dstPort'),
  226: field('translatedDst', translated4),
  228: field('translatedDstPort'),
  230: field('natEvent'),
  231: field('initiatorBytes'),
  232: field('responderBytes'),
  233: field('firewallEvent'),
  234: field('vrf'),
  239: field('biflowDirection'),
  243: field('vlan'),
  282: field('translatedDst', translated6),
  298: field('initiatorPackets'),
  299: field('responderPackets'),
  302: field('samplerId'),
  305: field('packetInterval'),
  306: field('packetSpace'),
  309: field('sampleSize'),
  310: field('samplePopulation'),
  322: field('eventSeconds'),
  323: field('eventMs'),
  // Cisco ASA before 8.4, whose NetFlow v9 knows no enterprise numbers.
  40002: field('translatedDst', translated4),
  40004: field('translatedDstPort'),
  40005: field('firewallEvent'),
}

/** RFC 5103: the same elements for the packets from destination to source. */
const reverse: Readonly<Record<number, Field>> = {
  1: field('reverseBytes'),
  2: field('reversePackets'),
  6: field('reverseFlags'),
  85: field('reverseTotalBytes'),
  86: field('reverseTotalPackets'),
}

/** CERT's YAF, which tells the first packet's flags from those of all others; its own elements have their reverse 0x4000 on. */
const yaf: Readonly<Record<number, Field>> = {
  14: field('firstFlags'),
  15: field('otherFlags'),
  21: field('answerDelayMs'),
  0x400e: field('reverseFirstFlags'),
  0x400f: field('reverseOtherFlags'),
}

/** By enterprise number; 0 is IANA's own. */
const enterprises: Readonly<Record<number, Readonly<Record<number, Field>>>> = {
  0: standard,
  6871: yaf,
  29305: reverse,
}

/** Which list an element of IANA's is; undefined where it is none. */
export const listOf = (enterprise: number, element: number): number | undefined =>
  enterprise === 0 && element >= 291 && element <= 293 ? basicList + element - 291 : undefined

/** The field of an element; undefined where nothing is made of it. */
export const fieldOf = (enterprise: number, element: number): Field | undefined =>
  enterprises[enterprise]?.[element]
