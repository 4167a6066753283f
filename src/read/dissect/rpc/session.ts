import { AuthExchange } from '../auth/exchange.ts'
import type { Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { known } from '../text.ts'
import { Wire } from '../wire.ts'
import { interfaceName, interfaceOnPipe, operationName } from './interfaces.ts'
import { isAuthenticate, isZeroCredential, ZeroLogins } from './netlogon.ts'
import * as pdu from './pdu.ts'
import { isRefused } from './refusal.ts'
import { uuidAt } from './uuid.ts'

interface Call {
  readonly uuid: string
  readonly opnum: number
  readonly ts: number
}

const maxContexts = 64
const maxCalls = 256
const firstFragment = 1
const accessDenied = 5
/** How the calls that follow are protected (MS-RPCE 2.2.1.1.8). */
const levels = ['', 'none', 'connect', 'call', 'packet', 'integrity', 'privacy']

/** One RPC association: over TCP, or on a named pipe. It frames both directions, since a PDU's type tells who sent it. */
export class RpcSession implements Framing {
  readonly #finder: Finder
  readonly #auth = new AuthExchange()
  /** Interfaces by context id. */
  readonly #contexts = new Map<number, string>()
  /** The context ids of the last bind, in its order. */
  #offered: number[] = []
  readonly #calls = new Map<number, Call>()
  readonly #zeroLogins = new ZeroLogins()
  readonly #usual: string
  #pipe: string

  /** `pipe` is the name of the pipe that was opened; '' over TCP. */
  constructor(finder: Finder, pipe: string) {
    this.#finder = finder
    this.#usual = interfaceOnPipe(pipe)
    this.#pipe = pipe === '' ? '' : `\\pipe\\${pipe}`
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    if (have < pdu.headerLength) return pdu.headerLength
    if (!pdu.isPdu(bytes.subarray(at, at + pdu.headerLength))) return -1
    return pdu.wanted(bytes, at, have)
  }

  take(bytes: Uint8Array, at: number, have: number, ts: number): number {
    const wire = new Wire('RPC message', bytes.subarray(at, at + have))
    const little = pdu.isLittle(bytes, at)
    const type = bytes[at + 2]!
    if (type === pdu.request) this.#request(wire, little, ts)
    else if (type === pdu.response || type === pdu.fault) this.#answer(wire, little, type === pdu.fault)
    else if (type >= pdu.bind && type <= pdu.auth3) this.#associate(wire, little, type, ts)
    return pdu.fragmentLength(bytes, at)
  }

  starts(bytes: Uint8Array): boolean {
    return pdu.isPdu(bytes) === true
  }

  #request(wire: Wire, little: boolean, ts: number): void {
    if ((wire.u8(3) & firstFragment) === 0) return
    const uuid = this.#contexts.get(u16(wire, 20, little)) ?? this.#usual
    const calls = this.#calls
    const id = u32(wire, 12, little)
    // Some clients call with one id again and again; an answer that was not seen is not waited for.
    this.#say(id, '')
    if (calls.size >= maxCalls) this.#say(calls.keys().next().value!, '')
    const opnum = u16(wire, 22, little)
    calls.set(id, { uuid, opnum, ts })
    if (isAuthenticate(uuid, opnum) && isZeroCredential(wire, opnum)) this.#zeroLogins.asked(id, ts)
  }

  #answer(wire: Wire, little: boolean, isFault: boolean): void {
    const denied = isFault && u32(wire, 24, little) === accessDenied
    this.#auth.settle(this.#finder, denied ? 'failure' : 'success')
    const id = u32(wire, 12, little)
    const refused = isFault || isRefused(wire, u16(wire, 8, little), u16(wire, 10, little), little)
    this.#zeroLogins.answered(id, refused)
    this.#say(id, refused ? 'failure' : '')
  }

  /** Says a call, once: when it is answered, or when nothing will answer it any more. */
  #say(id: number, outcome: '' | 'failure'): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    this.#calls.delete(id)
    // Without its bind, a number says nothing.
    if (call.uuid === '') return
    const detail = known({
      interface: interfaceName(call.uuid),
      operation: operationName(call.uuid, call.opnum),
      pipe: this.#pipe,
    })
    this.#finder.emit('rpc', call.ts, { outcome, detail })
  }

  #associate(wire: Wire, little: boolean, type: number, ts: number): void {
    if (type === pdu.bind || type === pdu.alterContext) this.#offer(wire, little)
    else if (type === pdu.bindAck || type === pdu.alterContextResponse) this.#accept(wire, little)
    const length = u16(wire, 10, little)
    if (type === pdu.bindNak) this.#auth.settle(this.#finder, 'failure')
    else if (length > 0) {
      this.#auth.token(wire.slice(wire.length - length, length), ts)
      // The trailer before the token: type and level (MS-RPCE 2.2.2.11).
      if (wire.length >= length + 8) this.#auth.level = levels[wire.u8(wire.length - length - 7)] ?? ''
    }
  }

  /** The contexts that the client offers: an id, an interface, and transfer syntaxes. */
  #offer(wire: Wire, little: boolean): void {
    this.#offered = []
    let at = 28
    for (let count = wire.u8(24); count > 0; count--) {
      const id = u16(wire, at, little)
      wire.need(at + 4, 20)
      if (this.#contexts.size < maxContexts) this.#contexts.set(id, uuidAt(wire.bytes, at + 4, little))
      this.#offered.push(id)
      at += 24 + wire.u8(at + 2) * 20
    }
  }

  /** The server's own address (a pipe's name), and which contexts it refuses. */
  #accept(wire: Wire, little: boolean): void {
    const length = u16(wire, 24, little)
    const address = wire.text(26, length)
    if (this.#pipe !== '' && address !== '') this.#pipe = address
    const results = Math.ceil((26 + length) / 4) * 4
    const count = Math.min(wire.u8(results), this.#offered.length)
    for (let i = 0; i < count; i++)
      if (u16(wire, results + 4 + i * 24, little) !== 0) this.#contexts.delete(this.#offered[i]!)
  }

  /** Nothing more comes. */
  finish(): void {
    for (const id of [...this.#calls.keys()]) this.#say(id, '')
    this.#auth.settle(this.#finder, 'unknown')
    this.#zeroLogins.finish((ts, outcome) =>
      this.#finder.emit('notice', ts, { outcome, detail: { note: 'Zerologon' } }),
    )
  }
}

const u16 = (wire: Wire, at: number, little: boolean): number => (little ? wire.u16(at) : wire.bigU16(at))
const u32 = (wire: Wire, at: number, little: boolean): number => (little ? wire.u32(at) : wire.bigU32(at))
