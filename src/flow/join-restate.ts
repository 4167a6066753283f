import type { FlowRecord } from './join-record.ts'
import * as at from './join-rows.ts'
import { bytesPerRow, sideOf, type JoinRows } from './join-rows.ts'

/** Whether a firewall's record, from `end` to the other, says again what is in the row, or less. */
export function restates(
  { doubles, bytes }: JoinRows,
  row: number,
  record: FlowRecord,
  end: number,
): boolean {
  if (record.event === '') return false
  if (record.event === 'whole' || bytes[row * bytesPerRow + at.closed] !== 0) return true
  return (
    record.event === 'either' &&
    doubles[sideOf(row, end) + at.octets] === record.bytes &&
    doubles[sideOf(row, 1 - end) + at.octets] === record.reverseBytes
  )
}

/** Takes over what a firewall's log says of the whole flow. What comes after that is a part which was late. */
export function restate(rows: JoinRows, row: number, record: FlowRecord, end: number): void {
  rows.bytes[row * bytesPerRow + at.closed] = 1
  atLeast(rows, sideOf(row, end), record, record.packets, record.bytes)
  atLeast(rows, sideOf(row, 1 - end), record, record.reversePackets, record.reverseBytes)
}

function atLeast({ doubles }: JoinRows, side: number, record: FlowRecord, packets: number, octets: number) {
  if (packets + octets === 0) return
  const isEmpty = doubles[side + at.packets] === 0
  doubles[side + at.first] = isEmpty ? record.start : Math.min(doubles[side + at.first]!, record.start)
  doubles[side + at.last] = Math.max(doubles[side + at.last]!, record.end)
  doubles[side + at.packets] = Math.max(doubles[side + at.packets]!, packets, 1)
  doubles[side + at.octets] = Math.max(doubles[side + at.octets]!, octets)
}
