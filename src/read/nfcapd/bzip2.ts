import { Bzip2 } from '../../lib/bzip2.ts'
import { Output, type Inflate } from './inflated.ts'

/** One bzip2 stream. */
export const bzip2: Inflate = (bytes, limit) => {
  const output = new Output(bytes.length * 6, limit)
  const pieces = new Bzip2().plain(bytes, true)
  for (let piece = pieces.next(); ; piece = pieces.next()) {
    if (piece.done) return output.done(piece.value === undefined)
    const fits = Math.min(piece.value.length, limit - output.length)
    output.literals(piece.value, 0, fits)
    if (fits < piece.value.length) return output.done(false)
  }
}
