/** Splits lines of columns, and keeps those that somebody reads. */
export class Columns<F extends string> {
  /** By column: what it holds, undefined where nobody reads it. */
  readonly fields: readonly (F | undefined)[]
  /** The texts of the last line, without blanks around them. */
  readonly cells: Record<F, string>
  readonly #separator: string

  /** `cells` has an empty text for each field. */
  constructor(fields: readonly (F | undefined)[], separator: string, cells: Record<F, string>) {
    this.fields = fields
    this.cells = cells
    this.#separator = separator
  }

  /** Fills the cells from a line; how many columns it has. */
  split(line: string): number {
    let column = 0
    for (let at = 0; ;) {
      const end = line.indexOf(this.#separator, at)
      const field = this.fields[column++]
      if (field !== undefined) this.cells[field] = line.slice(at, end < 0 ? line.length : end).trim()
      if (end < 0) return column
      at = end + 1
    }
  }
}
