/** No format begins with so many NULs. */
const least = 64

/**
 * Passes over the NULs that a file begins with where it was copied and cut while its writer went on at the old place
 * (logrotate's copytruncate): as many as the file was long before.
 */
export class Hole {
  #inside: boolean | undefined
  /** How many bytes it has. */
  size = 0

  /** What is left of the next piece; undefined where nothing is. */
  rest(piece: Uint8Array): Uint8Array | undefined {
    this.#inside ??= piece.length >= least && piece.subarray(0, least).every(byte => byte === 0)
    if (!this.#inside) return piece
    let at = 0
    while (at < piece.length && piece[at] === 0) at++
    this.size += at
    if (at === piece.length) return undefined
    this.#inside = false
    return piece.subarray(at)
  }
}
