import { established, noAnswer, partial, rejected } from '../../flow/codes.ts'
import { ack, rst, syn } from '../../flow/packet.ts'
import { flagsOf, numberAt, textAt, type JsonObject } from '../text/values.ts'

/** TCP flags of the client's and the server's packets, from hexadecimal text (`1b`); -1 where a record has none. */
export interface Flags {
  readonly toServer: number
  readonly toClient: number
}

export const flagsIn = (record: JsonObject): Flags => ({
  toServer: hexadecimal(textAt(record, 'tcp', 'tcp_flags_ts')),
  toClient: hexadecimal(textAt(record, 'tcp', 'tcp_flags_tc')),
})

export const hexadecimal = (text: string): number =>
  /^[0-9a-f]{1,2}$/i.test(text) ? flagsOf(`0x${text.toLowerCase()}`) : -1

/** A flow's state from who answered and with which flags. */
export function stateOf(protocol: number, answers: number, flags: Flags, record: JsonObject): number {
  if (textAt(record, 'flow', 'action') === 'drop') return rejected
  if (protocol === 17) return answers > 0 ? established : noAnswer
  if (protocol !== 6) return partial
  if (flags.toServer < 0 || flags.toClient < 0) return bySuricata(record, answers)
  if ((flags.toClient & syn) !== 0) return established
  if ((flags.toServer & syn) === 0) return partial
  if (answers === 0) return (flags.toServer & ack) === 0 ? noAnswer : partial
  return (flags.toClient & rst) !== 0 ? rejected : partial
}

function bySuricata(record: JsonObject, answers: number): number {
  const state = textAt(record, 'flow', 'state')
  if (answers === 0) return state === 'new' ? noAnswer : partial
  return state === 'established' || state === 'closed' ? established : partial
}

/** Packets from the server, as far as a record tells. */
export const answersIn = (record: JsonObject): number => numberAt(record, 'flow', 'pkts_toclient') || 0
