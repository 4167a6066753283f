import { table } from '../lib/table.ts'

/** Words for the small numbers in a batch's code columns: the index in the list is the code. */

/** How a flow's service was recognised; payload beats the port. */
export const serviceBys = ['port', 'payload', 'sensor', 'inferred'] as const
export type ServiceBy = (typeof serviceBys)[number]
export const byPort = 0
export const byPayload = 1
export const bySensor = 2
export const byInference = 3

/** Zeek's S1 SF S2 S3 RSTO RSTR | S0 | REJ | the rest. */
export const states = ['partial', 'established', 'no-answer', 'rejected'] as const
export type State = (typeof states)[number]
export const partial = 0
export const established = 1
export const noAnswer = 2
export const rejected = 3

/** `known` where a SYN was seen or the sensor says; `guessed` from ports, flags and times. */
export const directions = ['known', 'guessed'] as const
export type Direction = (typeof directions)[number]
export const known = 0
export const guessed = 1

const stateOfZeek = table<number>({
  S1: established,
  SF: established,
  S2: established,
  S3: established,
  RSTO: established,
  RSTR: established,
  S0: noAnswer,
  REJ: rejected,
})

/** The state's code for Zeek's conn_state. */
export const stateCode = (connState: string): number => stateOfZeek.get(connState) ?? partial

const protocols: Record<number, string> = {
  1: 'icmp', 2: 'igmp', 6: 'tcp', 17: 'udp', 41: 'ipv6', 47: 'gre', 50: 'esp', 51: 'ah', 58: 'icmp6', 132: 'sctp',
} // prettier-ignore

/** The usual name of an IP protocol number; the number itself in text where it has none. */
export const protocolName = (protocol: number): string => protocols[protocol] ?? String(protocol)
