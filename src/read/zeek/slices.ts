/** Node's Buffer has these beside `toString`, without its look-up of the encoding; its types leave them out. */
interface Slices {
  latin1Slice(from: number, to: number): string
  utf8Slice(from: number, to: number): string
}

export const latin1 = (bytes: Buffer, from: number, to: number): string =>
  (bytes as Buffer & Slices).latin1Slice(from, to)

export const utf8 = (bytes: Buffer, from: number, to: number): string =>
  (bytes as Buffer & Slices).utf8Slice(from, to)
