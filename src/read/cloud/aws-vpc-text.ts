import { Columns } from '../text/columns.ts'
import { LineFile } from '../text/line-file.ts'
import { secondsOf } from '../text/values.ts'
import { noVpcCells, readVpc, vpcField, type VpcCells, type VpcField } from './aws-vpc.ts'
import type { Desk } from './desk.ts'

/** The fields of a log that names none, in the order of AWS's documentation: all of version 2's, and any number of those that came later. */
const usual =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status ' +
  'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id ' +
  'pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ' +
  'ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ' +
  'ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason'
/** Transit gateways' in full. */
const gateway =
  'version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id ' +
  'tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id ' +
  'tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type ' +
  'packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region ' +
  'flow-direction pkt-src-aws-service pkt-dst-aws-service'
const version2 = 14

/** Lines with these fields. */
const usualLine = /^\d{1,2} (\d+|unknown|-) \S+ \S+ \S+( (\d+|-)){5} \d+ \d+ \S+ (OK|NODATA|SKIPDATA)( |$)/
const gatewayLine =
  /^\d{1,2} \S+ (\d+|unknown|-) tgw-\S+( \S+){14}( (\d+|-)){5} \d+ \d+ (OK|NODATA|SKIPDATA) /
/** CloudWatch puts a time before a line. */
const exported = /^\d{4}-\d\d-\d\dT\S+ (?=\d)/

/** The fields of a line that comes without a header; undefined where it is none of these. */
function fieldsOf(line: string): string | undefined {
  if (gatewayLine.test(line)) return gateway
  return usualLine.test(line) ? usual.split(' ').slice(0, line.split(' ').length).join(' ') : undefined
}

/** The fields that a line names; undefined where it is no header. */
function headerOf(line: string): readonly (VpcField | undefined)[] | undefined {
  if (!/^[a-z][a-z0-9-]*( [a-z0-9-]+){3,}$/.test(line.trim()) || line.length > 4096) return undefined
  const found = line.trim().split(' ').map(vpcField)
  return found.filter(({ known }) => known).length >= 4 ? found.map(({ field }) => field) : undefined
}

const fieldOf = (name: string) => vpcField(name).field

const columnsOf = (fields: readonly (VpcField | undefined)[]) => new Columns(fields, ' ', noVpcCells())

/** Epoch seconds of the first record in a head's lines, 0 where there is none; undefined where it is no flow log of AWS. */
export function firstVpcTime(lines: readonly string[]): number | undefined {
  const rows = new VpcRows()
  if (headerOf(lines[0] ?? '')) rows.header(lines[0]!)
  else if (!lines.some(isVpcLine)) return undefined
  for (const line of lines) {
    const cells = rows.header(line) ? undefined : rows.cells(line)
    if (typeof cells === 'object' && secondsOf(cells.start) >= 0) return secondsOf(cells.start)
  }
  return 0
}

/** Whether a line without a header is one of such a log. */
export const isVpcLine = (line: string): boolean =>
  fieldsOf(line.replace(exported, '').trimEnd()) !== undefined

/** Takes lines of such a log apart. A header may come again, as in files that were put together. */
export class VpcRows {
  #columns = columnsOf(usual.split(' ', version2).map(fieldOf))
  #named = false
  /** Whether a line without a header has told what it holds. */
  #told = false

  /** Whether the line is a header: then it says what the next lines hold. */
  header(line: string): boolean {
    const header = /^[a-z]/.test(line) ? headerOf(line) : undefined
    if (!header) return false
    this.#columns = columnsOf(header)
    return (this.#named = true)
  }

  /** The line's cells; a text says why it has none. `last` where it ends the file without a newline. */
  cells(line: string, last = false): VpcCells | string {
    const text = (this.#named ? line : line.replace(exported, '')).trimEnd()
    let found = this.#columns.split(text)
    if (!this.#named && (!this.#told || found > this.#columns.fields.length)) {
      this.#learn(text)
      found = this.#columns.split(text)
    }
    const { fields, cells } = this.#columns
    if (found < fields.length) return last ? 'the last line is cut' : 'fewer columns than the log has fields'
    if (found > fields.length) return 'more columns than the log has fields'
    return last && !isWhole(fields.at(-1), cells.status) ? 'the last line is cut' : cells
  }

  /** The longest line tells: a shorter one may be cut. */
  #learn(line: string): void {
    const names = fieldsOf(line)
    if (names === undefined) return
    this.#told = true
    this.#columns = columnsOf(names.split(' ').map(fieldOf))
  }
}

/** Reads a flow log of AWS in text. */
export class VpcText {
  readonly #desk: Desk
  readonly #lines: LineFile
  readonly #rows = new VpcRows()
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
    if (this.#rows.header(line)) return ''
    const cells = this.#rows.cells(line, last)
    return typeof cells === 'string' ? cells : readVpc(cells, this.#desk)
  }
}

/** Whether a line without its end may be trusted to be whole. */
const isWhole = (lastField: VpcField | undefined, status: string): boolean =>
  lastField === undefined || (lastField === 'status' && /^(OK|NODATA|SKIPDATA)$/.test(status))
