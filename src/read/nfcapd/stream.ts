import { unbzip2 } from '../../lib/bzip2.ts'
import { Decoder } from '../../lib/decoder.ts'
import { unzstd } from '../../lib/zstd/zstd.ts'
import { Output, type Inflate } from './inflated.ts'

/** A block that is a stream of its own. */
const streamOf =
  (decode: ConstructorParameters<typeof Decoder>[0]): Inflate =>
  (bytes, limit) => {
    const output = new Output(bytes.length * 6, limit)
    const pieces = new Decoder(decode).push(bytes, true)
    for (let piece = pieces.next(); ; piece = pieces.next()) {
      if (piece.done) return output.done(piece.value === undefined)
      const fits = Math.min(piece.value.length, limit - output.length)
      output.literals(piece.value, 0, fits)
      if (fits < piece.value.length) return output.done(false)
    }
  }

export const bzip2 = streamOf(unbzip2)
/** Frames, which nfdump from 1.7.2 on makes of blocks. */
export const zstd = streamOf(unzstd)
