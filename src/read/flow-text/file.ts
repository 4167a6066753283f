import { LineFile } from '../text/line-file.ts'
import type { RecordSink } from '../text/record-sink.ts'
import type { Cells, RowFormat } from './cells.ts'
import { isHeader, NfdumpLine } from './nfdump-line.ts'
import { nfdumpCsv } from './nfdump.ts'
import { headerOf, Rows } from './rows.ts'

const noZone = 'times without a time zone: taken for UTC'

/** Reads one file of rows. A header says what the rows after it are, and may come again, as in files that were put together. */
export class RowFile {
  readonly #sink: RecordSink
  readonly #lines: LineFile
  #rows: Rows | undefined
  #format: RowFormat = nfdumpCsv
  readonly #line = new NfdumpLine()
  #text = ''
  /** nfdump's csv ends with a summary: a line that says so, names, numbers. */
  #summary = false
  #noted = false

  constructor(file: string, sink: RecordSink) {
    this.#sink = sink
    this.#lines = new LineFile(file, sink.context.rejects, (line, last) => this.#take(line, last))
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): void {
    this.#lines.end()
  }

  #take(line: string, last: boolean): string {
    if (this.#isHeader(line)) return ''
    if (this.#summary || line === 'Summary') {
      this.#summary = true
      return ''
    }
    const cells = this.#rows ? this.#rows.read(line, last) : this.#line.read(line)
    if (typeof cells === 'string') return cells === 'none' ? '' : cells
    return this.#record(cells)
  }

  #isHeader(line: string): boolean {
    // Rows begin with a digit in every format but SiLK's, whose addresses do too; only what differs is looked at.
    if (line === this.#text && line !== '') return true
    if (!/^\s*[A-Za-z]/.test(line)) return false
    const header = headerOf(line)
    if (!header && !isHeader(line)) return false
    this.#rows = header && new Rows(header)
    this.#format = header?.format ?? nfdumpCsv
    this.#summary = false
    this.#text = line
    if (!header) this.#line.read(line)
    return true
  }

  #record(cells: Cells): string {
    const reason = this.#format.read(cells, this.#sink)
    if (reason !== '') return reason === 'none' ? '' : reason
    if (!this.#noted && /[-/]/.test(cells.start)) this.#sink.note(noZone)
    this.#noted = true
    this.#sink.add()
    return ''
  }
}
