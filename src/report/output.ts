import type { Report } from './report.ts'

/** Where a result is looked at. What is written to a file is the same for every view. */
export interface View {
  /** Whether ANSI colours are wanted: standard output is a terminal and NO_COLOR is unset. */
  readonly color: boolean
  /** Columns to wrap at. */
  readonly width: number
  /** The folder that the files go to, as the user wrote it. */
  readonly out: string
}

/** One way to show a run. A new one is a file beside this one and a line in outputs.ts. */
export interface Output {
  /** What `--format` calls it. */
  readonly name: string
  /** The file's name in `--out DIR`; '' where it goes to standard output alone. */
  readonly file: string
  /** The text in pieces, to be written one after another as UTF-8. */
  render(report: Report, view: View): Iterable<string>
}
