import { Columns } from '../text/columns.ts'
import { LineFile } from '../text/line-file.ts'
import { secondsOf } from '../text/values.ts'
import { noVpcCells, readVpc, vpcField, type VpcField } from './aws-vpc.ts'
import type { Desk } from './desk.ts'

/** The fields of a log that names none: version 2's. */
const usual =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
/** A line with these fields; CloudWatch puts a time before it. */
const usualLine = /^(\d{4}-\d\d-\d\dT\S+ )?2 (\d{12}|unknown) \S+( \S+){11}$/
const exported = /^\d{4}-\d\d-\d\dT\S+ (?=2 )/

/** The fields that a line names; undefined where it is no header. */
function headerOf(line: string): readonly (VpcField | undefined)[] | undefined {
  if (!/^[a-z][a-z0-9-]*( [a-z0-9-]+){3,}$/.test(line.trim()) || line.length > 4096) return undefined
  const found = line.trim().split(' ').map(vpcField)
  return found.filter(({ known }) => known).length >= 4 ? found.map(({ field }) => field) : undefined
}

const columnsOf = (fields: readonly (VpcField | undefined)[]) => new Columns(fields, ' ', noVpcCells())

/** Epoch seconds of the first record in a head's lines, 0 where there is none; undefined where it is no flow log of AWS. */
export function firstVpcTime(lines: readonly string[]): number | undefined {
  const [first = ''] = lines
  const header = headerOf(first)
  if (!header && !lines.some(line => usualLine.test(line))) return undefined
  const columns = columnsOf(header ?? headerOf(usual)!)
  for (const line of lines.slice(header ? 1 : 0)) {
    columns.split(line.replace(exported, ''))
    if (secondsOf(columns.cells.start) >= 0) return secondsOf(columns.cells.start)
  }
  return 0
}

/** Reads a flow log of AWS in text. A header may come again, as in files that were put together. */
export class VpcText {
  readonly #desk: Desk
  readonly #lines: LineFile
  #columns = columnsOf(headerOf(usual)!)
  #named = false
  #line = 0

  constructor(file: string, desk: Desk) {
    this.#desk = desk
    this.#lines = new LineFile(file, desk.context.rejects, (line, last) => this.#take(line, last))
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): void {
    this.#lines.end()
  }

  #take(line: string, last: boolean): string {
    this.#desk.line = ++this.#line
    const header = /^[a-z]/.test(line) ? headerOf(line) : undefined
    if (header) {
      this.#columns = columnsOf(header)
      this.#named = true
      return ''
    }
    const { fields, cells } = this.#columns
    const found = this.#columns.split((this.#named ? line : line.replace(exported, '')).trimEnd())
    if (found < fields.length) return last ? 'the last line is cut' : 'fewer columns than the log has fields'
    if (found > fields.length) return 'more columns than the log has fields'
    return last && !isWhole(fields.at(-1), cells.status) ? 'the last line is cut' : readVpc(cells, this.#desk)
  }
}

/** Whether a line without its end may be trusted to be whole. */
const isWhole = (lastField: VpcField | undefined, status: string): boolean =>
  lastField === undefined || (lastField === 'status' && /^(OK|NODATA|SKIPDATA)$/.test(status))
