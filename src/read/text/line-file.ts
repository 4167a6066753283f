import type { Rejects } from '../../lib/rejects.ts'
import { Lines, maxLine } from '../zeek/lines.ts'
import { utf8 } from '../zeek/slices.ts'

const newline = 10
const carriageReturn = 13

/** Takes line `number` without its newline; says why it is none of the format, '' where all is well. `last` where it has no newline. */
export type TakeLine = (line: string, last: boolean, number: number) => string

/** Reads a file of lines, each a record. A line that is wrong is a reject with its number, and nothing else is lost. */
export class LineFile {
  readonly #file: string
  readonly #rejects: Rejects
  readonly #take: TakeLine
  readonly #lines = new Lines((bytes, from, to) => this.#block(bytes, from, to))
  #line = 0

  constructor(file: string, rejects: Rejects, take: TakeLine) {
    this.#file = file
    this.#rejects = rejects
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): void {
    const rest = this.#lines.rest()
    if (rest.length > 0) this.#one(rest, 0, rest.length, true)
  }

  #block(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to;) {
      const end = bytes.indexOf(newline, at)
      this.#one(bytes, at, end, false)
      at = end + 1
    }
  }

  #one(bytes: Buffer, from: number, to: number, last: boolean): void {
    this.#line++
    if (this.#line === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf)
      from += 3
    const end = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to
    if (end === from) return
    const reason =
      end - from > maxLine ? 'the line is too long' : this.#take(utf8(bytes, from, end), last, this.#line)
    if (reason === '') return
    const example = () => utf8(bytes, from, Math.min(end, from + 200))
    this.#rejects.add(this.#file, reason, 'line', this.#line, example)
  }
}
