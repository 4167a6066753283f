import {
  numericColumns,
  numericNames,
  textNames,
  wayColumns,
  wayNames,
  type NumericArrays,
  type TextArrays,
  type WayArrays,
} from './columns.ts'

/** DuckDB's vector size, so that one batch is one data chunk. */
export const batchCapacity = 2048

/** Flows by column: row `i` of every array is one flow. A batch is filled once, handed on, and never reused. */
export interface FlowBatch extends NumericArrays, WayArrays, TextArrays {
  /** Rows in use, at most `batchCapacity`. */
  length: number
}

/** An empty batch with room for `batchCapacity` flows: numbers 0, texts ''. */
export function flowBatch(): FlowBatch {
  const batch: Record<string, unknown> = { length: 0 }
  for (const name of numericNames) batch[name] = new numericColumns[name].array(batchCapacity)
  for (const name of wayNames) batch[name] = new wayColumns[name].array(batchCapacity)
  for (const name of textNames) batch[name] = new Array<string>(batchCapacity).fill('')
  return batch as unknown as FlowBatch
}

/** One flow as an object, for code that is not per packet or per line. */
export type Flow = { [C in keyof NumericArrays]: number } & { [C in keyof TextArrays]: string }

/** Row `i` of a batch as an object. */
export function flowAt(batch: FlowBatch, i: number): Flow {
  const flow: Record<string, unknown> = {}
  for (const name of numericNames) flow[name] = batch[name][i]
  for (const name of textNames) flow[name] = batch[name][i]
  return flow as Flow
}

/** Appends a flow and returns its row; the caller hands a full batch (`length === batchCapacity`) on and starts another. */
export function pushFlow(batch: FlowBatch, flow: Partial<Flow>): number {
  const i = batch.length++
  for (const name of numericNames) batch[name][i] = flow[name] ?? 0
  for (const name of textNames) batch[name][i] = flow[name] ?? ''
  return i
}
