/** Seeded randomness: the same name gives the same numbers, whatever else was drawn before. */

const seed = 'harbour-1'

/** A 32-bit hash of a text (FNV-1a, then a final mix as in MurmurHash3). */
function hash(text) {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The sfc32 generator (Chris Doty-Humphrey, PractRand), seeded by four hashes of a name. */
function sfc32(name) {
  let [a, b, c, d] = [0, 1, 2, 3].map(i => hash(`${seed}/${i}/${name}`))
  const next = () => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** A stream of random draws that belongs to `name`. */
export function random(name) {
  const next = sfc32(name)
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const draw = {
    next,
    chance: p => next() < p,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    pick: list => list[Math.floor(list.length * next())],
    normal: (mean, deviation) => mean + deviation * normal(),
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    /** A number within five in a hundred of another. */
    about: value => value * (0.95 + 0.1 * next()),
    /** Knuth's method; for small means. */
    poisson(mean) {
      const limit = Math.exp(-mean)
      let count = 0
      for (let p = next(); p > limit; p *= next()) count++
      return count
    },
    shuffle(list) {
      const out = [...list]
      for (let i = out.length - 1; i > 0; i--) {
        const j = Math.floor((i + 1) * next())
        ;[out[i], out[j]] = [out[j], out[i]]
      }
      return out
    },
    text: (length, letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') =>
      Array.from({ length }, () => letters[Math.floor(letters.length * next())]).join(''),
  }
  return draw
}
