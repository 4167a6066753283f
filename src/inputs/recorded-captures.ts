import { openFile, type Meter } from '../open/file.ts'
import type { Rejects } from '../lib/rejects.ts'
import { pick } from '../read/pick.ts'
import type { FileState, SensorFiles } from '../report/report.ts'
import { fileState } from './file-state.ts'
import { addInput, type SensorInputs } from './sensor-inputs.ts'

/** A sensor of an earlier run, with those of its captures that are still there. */
export interface RecordedCaptures {
  readonly sensor: SensorInputs
  /** Captures that are gone, and what is to be said of those that are not what they were. */
  readonly missing: readonly string[]
  readonly changed: readonly string[]
}

/** Opens the captures that an earlier run named. */
export function recordedCaptures(
  { name, inputs }: { readonly name: string; readonly inputs: readonly SensorFiles[] },
  rejects: Rejects,
  meter: Meter,
): RecordedCaptures {
  const sensor: SensorInputs = { name, space: '', inputs: new Map(), files: 0 }
  const missing: string[] = []
  const changed: string[] = []
  for (const { form, files, states = [] } of inputs) {
    if (form !== 'packets') continue
    for (const [i, file] of files.entries()) {
      const change = changeOf(file, states[i] ?? [-1, -1])
      if (change) changed.push(change)
      if (!open(sensor, file, rejects, meter)) missing.push(file)
    }
  }
  return { sensor, missing, changed }
}

/** Whether there is a capture where one was. */
function open(sensor: SensorInputs, file: string, rejects: Rejects, meter: Meter): boolean {
  try {
    const input = openFile(file, file, rejects, meter)
    const reader = pick(input.head, file)
    if (reader.name !== 'pcap') return false
    addInput(sensor, reader, input)
    return true
  } catch {
    return false
  }
}

/** What is different of a file since then; '' where nothing is, or nobody knows. */
function changeOf(file: string, [bytes, modified]: FileState): string {
  const [bytesNow, modifiedNow] = fileState(file)
  if (bytes < 0 || bytesNow < 0) return ''
  if (bytes !== bytesNow) return `${file} has changed since it was analyzed: ${bytesNow} bytes, not ${bytes}`
  return modified === modifiedNow ? '' : `${file} was written to since it was analyzed, at the same size`
}
