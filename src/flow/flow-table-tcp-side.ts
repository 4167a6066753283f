/** The state of one side of a TCP flow, as Zeek names them; before `midStream` its handshake is not over. */
export const inactive = 0
export const synSent = 1
export const synAckSent = 2
export const midStream = 3
export const established = 4
export const closed = 5
export const wasReset = 6

/** A side's `status` word: state (bits 0-2), the state before it (bits 4-6), and what the side has done. */
export const stateOf = (status: number): number => status & 7
export const previousOf = (status: number): number => (status >> 4) & 7
export const didClose = 0x100
export const sentFin = 0x200
/** Where the side's numbers begin is certain: its SYN was seen, or the SYN-ACK that acknowledges it. */
export const startKnown = 0x400

/** `side` is the place of a side's status word. */
export function setState(words: Int32Array, side: number, state: number): void {
  const status = words[side]!
  if ((status & 7) !== state) words[side] = (status & ~0x77) | ((status & 7) << 4) | state
}
