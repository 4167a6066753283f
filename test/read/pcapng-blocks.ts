/** Writes pcapng blocks in one byte order. */
export class Blocks {
  readonly parts: number[] = []
  readonly little: boolean
  constructor(little = true) {
    this.little = little
  }
  #number(value: number | bigint, bytes: 2 | 4 | 8): number[] {
    const view = new DataView(new ArrayBuffer(8))
    if (bytes === 2) view.setUint16(0, Number(value), this.little)
    else if (bytes === 4) view.setUint32(0, Number(value), this.little)
    else view.setBigUint64(0, BigInt(value), this.little)
    return [...new Uint8Array(view.buffer, 0, bytes)]
  }
  u16 = (value: number) => this.#number(value, 2)
  u32 = (value: number) => this.#number(value, 4)
  u64 = (value: number | bigint) => this.#number(value, 8)
  option = (code: number, value: number[]) => [
    ...this.u16(code),
    ...this.u16(value.length),
    ...value,
    ...new Array<number>((4 - (value.length % 4)) % 4).fill(0),
  ]
  block(type: number, body: number[]): this {
    const padded = [...body, ...new Array<number>((4 - (body.length % 4)) % 4).fill(0)]
    const length = this.u32(padded.length + 12)
    this.parts.push(...this.u32(type), ...length, ...padded, ...length)
    return this
  }
  section = () =>
    this.block(0x0a0d0d0a, [
      ...this.u32(0x1a2b3c4d),
      ...this.u16(1),
      ...this.u16(0),
      ...this.u64(2n ** 64n - 1n),
    ])
  face = (link: number, options: number[] = []) =>
    this.block(1, [...this.u16(link), ...this.u16(0), ...this.u32(0), ...options])
  packet(face: number, ticks: number, bytes: readonly number[], wire = bytes.length): this {
    const time = [...this.u32(Math.floor(ticks / 2 ** 32)), ...this.u32(ticks % 2 ** 32)]
    const lengths = [...this.u32(bytes.length), ...this.u32(wire)]
    return this.block(6, [...this.u32(face), ...time, ...lengths, ...bytes])
  }
}
