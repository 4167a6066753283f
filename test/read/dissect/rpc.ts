import { be16, be32, bytes, hex, le16, le32, text } from './talk.ts'

export const svcctl = hex('81bb7a36 4498 f135 ad32 98f038001003 02000000')
export const ndr = hex('045d888a eb1c c911 9fe8 08002b104860 02000000')

interface Part {
  readonly flags?: number
  readonly auth?: Uint8Array
  readonly big?: boolean
}

/** A connection-oriented PDU (C706, 12.6.3) with an authentication trailer where there is a token. */
export function pdu(
  type: number,
  call: number,
  body: Uint8Array,
  { flags = 3, auth, big = false }: Part = {},
): Uint8Array {
  const [u16, u32] = big ? [be16, be32] : [le16, le32]
  const trailer = auth === undefined ? hex('') : bytes(hex('0a060000 00000000'), auth)
  const length = 16 + body.length + trailer.length
  const head = bytes(
    [5, 0, type, flags, big ? 0 : 16, 0, 0, 0],
    u16(length),
    u16(auth?.length ?? 0),
    u32(call),
  )
  return bytes(head, body, trailer)
}

/** Offers one context. */
export const bind = (call: number, syntax: Uint8Array, part?: Part): Uint8Array =>
  pdu(11, call, bytes(hex('b810 b810 00000000 01 000000 0000 01 00'), syntax, ndr), part)

/** Accepts it (0) or not. */
export const bindAck = (call: number, address: string, result = 0, part?: Part): Uint8Array => {
  const name = address === '' ? '' : address + '\0'
  const padding = new Uint8Array((4 - ((26 + name.length) % 4)) % 4)
  return pdu(12, call, bytes(hex('b810 b810 01000000'), le16(name.length), text(name), padding, hex('01 000000'), le16(result), le16(0), ndr), part) // prettier-ignore
}

export const request = (call: number, opnum: number, part?: Part): Uint8Array =>
  pdu(0, call, bytes(le32(8), le16(0), (part?.big ? be16 : le16)(opnum), new Uint8Array(8)), part)

export const response = (call: number): Uint8Array =>
  pdu(2, call, bytes(le32(4), le16(0), le16(0), new Uint8Array(4)))
export const fault = (call: number, status: number): Uint8Array =>
  pdu(3, call, bytes(le32(0), le16(0), le16(0), le32(status), le32(0)))
