import { createHash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { range } from 'd3-array'
import { openRegular } from './regular.ts'

/** How much of a file's beginning, and of its end, tells most files apart. */
const endSize = 4096
const chunkSize = 256 * 1024

/**
 * Tells files with the same bytes as an earlier one, whatever they are called: counters that are added up (NetFlow's) would
 * count twice. A file is read as a whole only where its size, its beginning and its end are those of another.
 */
export class Copies {
  /** By group, size and ends: the first such file, and once there is a second, each by its whole content. */
  readonly #first = new Map<string, string>()
  readonly #whole = new Map<string, Set<string>>()

  /** Whether an earlier file of the group has the same content. Throws the file system's error. */
  has(group: string, file: string, bytes: number): boolean {
    const key = `${group} ${bytes} ${ends(file, bytes)}`
    const first = this.#first.get(key)
    if (first === undefined) {
      this.#first.set(key, file)
      return false
    }
    if (bytes <= 2 * endSize) return true
    const known = this.#whole.get(key) ?? new Set([whole(first, bytes)])
    this.#whole.set(key, known)
    const own = whole(file, bytes)
    return known.has(own) || !known.add(own)
  }
}

/** A hash of what lies at some places of a file, `size` bytes at each. */
function digest(file: string, places: readonly number[], size: number): string {
  const hash = createHash('sha256')
  const piece = new Uint8Array(size)
  const descriptor = openRegular(file)
  try {
    for (const at of places) hash.update(piece.subarray(0, readSync(descriptor, piece, 0, size, at)))
    return hash.digest('base64')
  } finally {
    closeSync(descriptor)
  }
}

const ends = (file: string, bytes: number): string =>
  digest(file, [0, Math.max(endSize, bytes - endSize)], endSize)

const whole = (file: string, bytes: number): string => digest(file, range(0, bytes, chunkSize), chunkSize)
