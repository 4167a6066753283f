import type { Layers } from '../packet/layer.ts'

/** Packets after one that is held, in which it may come again, and how many seconds later at most: hardly a sender repeats itself so soon. */
const reach = 16
const soon = 0.002
/** A sender in trouble, in a capture whose times are wrong, comes to a third. */
const leastShare = 0.4

/**
 * Tells whether a capture shows packets twice, as two ports of one mirror or two taps on one path do. Counts cannot be
 * told apart from true repeats for each packet, so nothing is left out: TCP segments with data are probed, one at a time.
 */
export class SeenTwice {
  #left = 0
  #seq = 0
  #ack = 0
  #src = 0
  #dst = 0
  #ports = 0
  #length = 0
  #ts = 0
  #probes = 0
  #again = 0

  /** A TCP segment with data. */
  segment(packet: Layers): void {
    if (this.#left === 0) return this.#hold(packet)
    this.#left--
    if (packet.seq !== this.#seq || !this.#isHeld(packet)) return
    this.#again++
    this.#left = 0
  }

  /** Percent of the probed packets that came again; 0 where they are too few, or too rare to come from taps. */
  get share(): number {
    const share = this.#again / this.#probes
    return this.#again >= 5 && share >= leastShare ? Math.round(share * 100) : 0
  }

  #hold(packet: Layers): void {
    this.#left = reach
    this.#probes++
    this.#seq = packet.seq
    this.#ack = packet.ack
    this.#src = packet.src
    this.#dst = packet.dst
    this.#ports = (packet.srcPort << 16) | packet.dstPort
    this.#length = packet.payloadLength
    this.#ts = packet.ts
  }

  #isHeld(packet: Layers): boolean {
    return (
      packet.ack === this.#ack &&
      packet.src === this.#src &&
      packet.dst === this.#dst &&
      ((packet.srcPort << 16) | packet.dstPort) === this.#ports &&
      packet.payloadLength === this.#length &&
      packet.ts - this.#ts <= soon
    )
  }
}
