import { shorten, visible } from '../escape.ts'
import { painter, type Paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** The longest text from the input that is shown in one place. */
const maxText = 300
const narrowest = 40

/** A terminal's lines, wrapped and indented. All text that comes in is made safe here and nowhere else. */
export class Sheet {
  readonly paint: Paint
  readonly #width: number

  constructor(width: number, color: boolean) {
    this.#width = Math.max(narrowest, width)
    this.paint = painter(color)
  }

  /** A paragraph; lines after the first are indented by `hang` more. */
  text(text: string, indent = 0, hang = 0): string[] {
    const [first, ...rest] = wrap(visible(shorten(text, maxText)), this.#width - indent - hang)
    return [`${' '.repeat(indent)}${first}`, ...rest.map(line => `${' '.repeat(indent + hang)}${line}`)]
  }

  /** Texts under one label, each from a new line. Nothing where there are none. */
  field(label: string, texts: readonly string[]): string[] {
    const lines = texts.flatMap(text => this.text(text, 14, 2))
    if (lines[0]) lines[0] = `    ${this.paint('dim', label.padEnd(10))}${lines[0].slice(14)}`
    return lines
  }
}
