/** The same numbers in [0, 1) from the same seed (Mulberry32). */
export const random = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** When everything in the inputs begins: 2026-01-01, in seconds. */
export const begin = 1_767_225_600
