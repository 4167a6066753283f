import { Decompress } from 'fzstd'
import { ZstdFrames } from '../../lib/zstd-frames.ts'
import { Output, type Inflated } from './inflated.ts'

/** Bytes decoded at once: four bytes can stand for 128 KiB, so that damage can ask for 32 MiB at most. */
const slice = 1024

/** Decompresses the zstd frame (RFC 8878) that nfdump from 1.7.2 on makes of a block. */
export function zstd(bytes: Uint8Array, limit: number): Inflated {
  const output = new Output(bytes.length * 4, limit)
  const frames = new ZstdFrames()
  let fits = true
  const decoder = new Decompress(piece => void (fits &&= output.literals(piece, 0, piece.length)))
  try {
    for (let at = 0; at < bytes.length && fits; at += slice) {
      const piece = bytes.subarray(at, at + slice)
      // Before the decoder takes a header's word and makes room for its window.
      fits &&= frames.push(piece, output.length) === undefined
      if (fits) decoder.push(piece)
    }
    // Throws where the frame is not whole.
    if (fits) decoder.push(new Uint8Array(0), true)
  } catch {
    return output.done(false)
  }
  return output.done(fits && bytes.length >= 4)
}
