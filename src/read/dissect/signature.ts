import type { Dissection, Dissector } from './dissector.ts'

/** Sees nothing more than that the protocol is spoken. */
const over: Dissection = { data: () => false, gap: () => false, end() {} }

/** A dissector that recognises its protocol, by the client or by both sides, and says no more. */
export const signature = (
  name: string,
  transport: Dissector['transport'],
  recognise: Dissector['recognise'],
  answers?: Dissector['answers'],
): Dissector => ({ name, transport, recognise, start: () => over, ...(answers && { answers }) })

/** Whether `bytes` begin with these; undefined where they end before that is clear. */
export function startsWith(bytes: Uint8Array, ...start: readonly number[]): boolean | undefined {
  const length = Math.min(bytes.length, start.length)
  for (let i = 0; i < length; i++) if (bytes[i] !== start[i]) return false
  return length === start.length ? true : undefined
}

/** True where either side says so, false where neither can any more. */
export const either = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one || other ? true : one === false && other === false ? false : undefined

/** True where either side says so, false as soon as one denies it: for protocols in which both begin alike. */
export const both = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one || other ? true : one === false || other === false ? false : undefined
