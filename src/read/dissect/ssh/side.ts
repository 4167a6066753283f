import type { Framing } from '../messages.ts'
import { offerIn, type Offer } from './key-exchange.ts'
import { beginsWith, textOf } from '../text.ts'

const maxLine = 1024
const maxPacket = 256 * 1024
/** Longer key exchange offers are not read: the usual ones have 1 to 2 KiB. */
const maxOffer = 32 * 1024
const keyExchangeInit = 20
const newKeys = 21
/** Key exchange messages that only a client sends: KEXDH_INIT, KEX_DH_GEX_INIT, KEX_DH_GEX_REQUEST (RFC 4253, 4419). */
const clientCodes = [30, 32, 34]

/** One side's clear part: lines until the banner, then packets until NEWKEYS, then bytes that can only be counted. */
export class SshSide implements Framing {
  banner = ''
  encrypted = false
  /** It began the key exchange: the client, whoever opened the flow. */
  isClient = false
  /** What it offers for the key exchange. */
  offer: Offer | undefined
  #encryptedLength = 0

  want(bytes: Uint8Array, at: number, have: number): number {
    if (this.encrypted) return 1
    if (this.banner !== '') return this.#wantPacket(bytes, at, have)
    if (have > 0 && bytes[at + have - 1] === 10) return have
    return have < maxLine ? have + 1 : -1
  }

  #wantPacket(bytes: Uint8Array, at: number, have: number): number {
    if (have < 6) return 6
    const length = lengthAt(bytes, at)
    if (length < 2 || length > maxPacket) return -1
    return bytes[at + 5] === keyExchangeInit && length <= maxOffer ? 4 + length : 6
  }

  take(bytes: Uint8Array, at: number, have: number): number {
    if (this.encrypted) {
      this.#encryptedLength += bytes.length - at
      return bytes.length - at
    }
    if (this.banner === '') return this.#line(bytes, at, have)
    const code = bytes[at + 5]!
    if (code === keyExchangeInit) this.offer ??= offerIn(bytes.subarray(at, at + have), 6)
    if (code === newKeys) this.encrypted = true
    if (clientCodes.includes(code)) this.isClient = true
    return 4 + lengthAt(bytes, at)
  }

  #line(bytes: Uint8Array, at: number, have: number): number {
    if (!beginsWith(bytes.subarray(at, at + have), 'SSH-')) return have
    this.banner = textOf(bytes, at, at + have).replace(/[\r\n]+$/, '')
    return have
  }

  starts(): boolean {
    return false
  }

  /** Encrypted bytes since it was last asked. */
  takeEncrypted(): number {
    const length = this.#encryptedLength
    this.#encryptedLength = 0
    return length
  }
}

const lengthAt = (bytes: Uint8Array, at: number): number =>
  bytes[at]! * 2 ** 24 + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!
