import type { Dissector } from './dissector.ts'
import * as registry from './dissectors.ts'

const all: readonly Dissector[] = Object.values(registry)
const overTcp = all.filter(dissector => dissector.transport === 'tcp')
const overUdp = all.filter(dissector => dissector.transport === 'udp')
export const none = new Uint8Array(0)

/** Over TCP, by direction (0 from the responder) and first byte; filled as they are asked for. */
const byFirst: readonly [Dissector[][], Dissector[][]] = [[], []]

/** The dissectors of a protocol (6 TCP, 17 UDP), in the order in which they are asked. */
export const candidatesOver = (protocol: number): readonly Dissector[] =>
  protocol === 17 ? overUdp : overTcp

/** The dissectors that may recognise a TCP flow whose payload begins, in this direction, with this byte: mostly few. */
export const candidatesBy = (fromSrc: boolean, first: number): readonly Dissector[] =>
  (byFirst[fromSrc ? 1 : 0][first] ??= beginning(fromSrc, Uint8Array.of(first)))

const beginning = (fromSrc: boolean, bytes: Uint8Array): Dissector[] =>
  overTcp.filter(({ recognise }) => recognise(fromSrc ? bytes : none, fromSrc ? none : bytes) !== false)

/** The one of the candidates that recognises a flow which begins so; else those that may yet, perhaps none. */
export function judge(
  candidates: readonly Dissector[],
  fromSrc: Uint8Array,
  fromDst: Uint8Array,
): Dissector | readonly Dissector[] {
  const open: Dissector[] = []
  for (const candidate of candidates) {
    const recognised = candidate.recognise(fromSrc, fromDst)
    if (recognised === true) return candidate
    if (recognised === undefined) open.push(candidate)
  }
  return open
}

/** Whether no dissector will ever recognise a flow whose payload begins, in one direction, with these bytes, at least one. */
export function isNothing(
  protocol: number,
  fromSrc: boolean,
  view: DataView,
  at: number,
  end: number,
): boolean {
  const candidates = protocol === 6 ? candidatesBy(fromSrc, view.getUint8(at)) : candidatesOver(protocol)
  if (candidates.length === 0) return true
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end - at)
  const judged = judge(candidates, fromSrc ? bytes : none, fromSrc ? none : bytes)
  return Array.isArray(judged) && judged.length === 0
}
