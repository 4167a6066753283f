// Frames into a classic pcap file: Ethernet, IPv4, and TCP or UDP; checksums are left zero, as on hosts with offloading.
const size = 1 << 20

/** Collects frames in one buffer and writes it whenever it is full. */
export class PcapWriter {
  #write
  #buffer = Buffer.alloc(size)
  #at = 24

  constructor(write) {
    this.#write = write
    this.#buffer.writeUInt32LE(0xa1b2c3d4, 0)
    this.#buffer.writeUInt16LE(2, 4)
    this.#buffer.writeUInt16LE(4, 6)
    this.#buffer.writeUInt32LE(262_144, 16)
    this.#buffer.writeUInt32LE(1, 20)
  }

  tcp({ time, from, to, fromPort, toPort, sequence, acknowledged, flags, payload }) {
    const at = this.#frame(time, from, to, 6, 20 + payload.length)
    const buffer = this.#buffer
    buffer.writeUInt16BE(fromPort, at)
    buffer.writeUInt16BE(toPort, at + 2)
    buffer.writeUInt32BE(sequence >>> 0, at + 4)
    buffer.writeUInt32BE(acknowledged >>> 0, at + 8)
    buffer[at + 12] = 0x50
    buffer[at + 13] = flags
    buffer.writeUInt16BE(64_240, at + 14)
    payload.copy(buffer, at + 20)
  }

  udp({ time, from, to, fromPort, toPort, payload }) {
    const at = this.#frame(time, from, to, 17, 8 + payload.length)
    const buffer = this.#buffer
    buffer.writeUInt16BE(fromPort, at)
    buffer.writeUInt16BE(toPort, at + 2)
    buffer.writeUInt16BE(8 + payload.length, at + 4)
    payload.copy(buffer, at + 8)
  }

  finish() {
    this.#write(this.#buffer.subarray(0, this.#at))
    this.#at = 0
  }

  /** Writes all headers below the transport's, and gives the place of that one. */
  #frame(time, from, to, protocol, length) {
    const whole = 34 + length
    if (this.#at + 16 + whole > size) this.finish()
    const buffer = this.#buffer
    const at = this.#at
    this.#at += 16 + whole
    buffer.fill(0, at, this.#at)
    const seconds = Math.floor(time)
    buffer.writeUInt32LE(seconds, at)
    buffer.writeUInt32LE(Math.floor((time - seconds) * 1e6), at + 4)
    buffer.writeUInt32LE(whole, at + 8)
    buffer.writeUInt32LE(whole, at + 12)
    buffer.writeUIntBE(0x020000000000 + to, at + 16, 6)
    buffer.writeUIntBE(0x020000000000 + from, at + 22, 6)
    buffer.writeUInt16BE(0x0800, at + 28)
    const ip = at + 30
    buffer[ip] = 0x45
    buffer.writeUInt16BE(20 + length, ip + 2)
    buffer[ip + 6] = 0x40
    buffer[ip + 8] = 64
    buffer[ip + 9] = protocol
    buffer.writeUInt32BE(from, ip + 12)
    buffer.writeUInt32BE(to, ip + 16)
    return ip + 20
  }
}
