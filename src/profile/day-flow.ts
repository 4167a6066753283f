import type { DeviceBatch } from '../flow/link-day.ts'
import type { DayFlow } from './source-day.ts'

/** Row `i` of a batch as a flow of its source's day. */
export const dayFlow = (batch: DeviceBatch, i: number): DayFlow => ({
  start: batch.start[i]!,
  duration: batch.duration[i]!,
  src: batch.src[i]!,
  dst: batch.dst[i]!,
  space: batch.space[i]!,
  target: batch.dstDevice[i]!,
  dstPort: batch.dstPort[i]!,
  protocol: batch.protocol[i]!,
  service: batch.service[i]!,
  serviceBy: batch.serviceBy[i]!,
  state: batch.state[i]!,
  direction: batch.direction[i]!,
  srcBytes: batch.srcBytes[i]!,
  dstBytes: batch.dstBytes[i]!,
  packets: batch.srcPackets[i]! + batch.dstPackets[i]!,
  sampling: batch.sampling[i]!,
  uid: batch.uid[i]!,
  sensor: batch.sensor[i]!,
})
