import { layers, type Layers } from '../packet/layer.ts'
import { rawIp } from '../packet/raw-ip.ts'
import { links } from '../packet/links.ts'
import { walk, walkFrame, walkNext } from '../packet/walk.ts'
import type { CarvedFrame } from './carved-frame.ts'
import { ChosenFlows } from './chosen-flows.ts'

/** ICMP and ICMPv6 types that quote the packet which they complain of (RFC 792, RFC 4443). */
const errors: Readonly<Record<number, readonly number[]>> = { 1: [3, 4, 5, 11, 12], 58: [1, 2, 3, 4] }
/** An error may come when its flow has ended. */
const errorPatience = 60
/** Datagrams that may be waited for; the walk itself has given up the oldest of so many. */
const mostWaiting = 512
/** Frames of one datagram: 65,535 bytes in fragments of 8 are as many, repeats beyond are none of it. */
const mostFrames = 8192

/**
 * Says of the frames of one sensor's captures which carry packets of the flows that are wanted, with the walk that every
 * reader of captures uses. Of a fragmented datagram all frames are kept, of a tunnel the whole frame.
 */
export class FramePicker {
  readonly #packet: Layers = layers()
  readonly #quoted: Layers = { ...layers(), ip6: this.#packet.ip6 }
  readonly flows = new ChosenFlows(this.#packet.ip6)
  /** Frames of datagrams that are not whole yet, by their numbers. */
  readonly #waiting = new Map<number, CarvedFrame[]>()
  /** Frames of datagrams that never were, or too late. */
  lost = 0

  /** Looks at a frame; `keep` makes a copy of it, and is called at most once. */
  frame(
    view: DataView,
    at: number,
    end: number,
    wire: number,
    ts: number,
    link: number,
    keep: (wanted: boolean | undefined) => CarvedFrame,
  ): void {
    const layer = links[link]
    if (layer === undefined) return
    const packet = this.#packet
    packet.ts = ts
    walkFrame(layer, view, at, end, wire, packet)
    let wanted = false
    const datagrams: number[] = []
    do {
      wanted ||= this.#isWanted(packet)
      const datagram = this.#datagram(packet)
      if (datagram !== 0) datagrams.push(datagram)
    } while (walkNext(packet))
    if (datagrams.length > 0) this.#fragments(datagrams, wanted, keep)
    else if (wanted) keep(true)
  }

  /** The datagram that a packet is a fragment of, negative where it became whole; 0 where it is none. */
  #datagram = (packet: Layers): number => (packet.waiting ? packet.datagram : -packet.datagram)

  #isWanted(packet: Layers): boolean {
    if (!packet.complete) return false
    if (this.flows.has(packet)) return true
    return errors[packet.protocol]?.includes(packet.srcPort) === true && this.#quotesWanted(packet)
  }

  /** Whether what an ICMP error quotes is a packet of a wanted flow: at least eight bytes of it, which hold the ports. */
  #quotesWanted(error: Layers): boolean {
    const quoted = this.#quoted
    const { view, ts, payloadEnd, plan } = error
    Object.assign(quoted, { view, ts, end: payloadEnd, wireEnd: payloadEnd, plan, srcPort: -1, dstPort: -1 })
    walk(rawIp, error.payload, quoted)
    return quoted.srcPort >= 0 && this.flows.has(quoted, errorPatience)
  }

  /** A frame that is part of fragmented datagrams, whole now (negative numbers) or not. */
  #fragments(
    datagrams: readonly number[],
    wanted: boolean,
    keep: (wanted: boolean | undefined) => CarvedFrame,
  ): void {
    const whole = datagrams.filter(datagram => datagram < 0)
    const open = datagrams.filter(datagram => datagram > 0)
    const frames = whole.flatMap(datagram => this.#waiting.get(-datagram) ?? [])
    for (const datagram of whole) this.#waiting.delete(-datagram)
    if (wanted || open.length > 0) frames.push(keep(wanted || undefined))
    if (wanted) for (const frame of frames) this.#want(frame)
    else if (open.length > 0) for (const datagram of open) this.#await(datagram, frames)
    else for (const frame of frames) frame.wanted ??= false
  }

  #want(frame: CarvedFrame): void {
    if (frame.passed && !frame.wanted) this.lost++
    frame.wanted = true
  }

  #await(datagram: number, frames: readonly CarvedFrame[]): void {
    const known = this.#waiting.get(datagram)
    const held = known ?? []
    if (!known) this.#waiting.set(datagram, held)
    for (const frame of frames)
      if (held.length < mostFrames) held.push(frame)
      else this.#leave(frame)
    if (this.#waiting.size <= mostWaiting) return
    const [oldest] = this.#waiting.keys()
    this.#giveUp(oldest!)
  }

  #giveUp(datagram: number): void {
    for (const frame of this.#waiting.get(datagram)!) this.#leave(frame)
    this.#waiting.delete(datagram)
  }

  #leave(frame: CarvedFrame): void {
    if (frame.wanted === undefined) this.lost++
    frame.wanted ??= false
  }

  /** No more frames come: fragments that wait are left out. */
  finish(): void {
    for (const datagram of [...this.#waiting.keys()]) this.#giveUp(datagram)
  }
}
