import { resolve, sep } from 'node:path'
import type { Input } from '../open/input.ts'
import type { Found } from '../open/walk.ts'
import type { Reader } from '../read/reader.ts'
import type { SensorConfig } from '../site/site.ts'

/** What exported some of the inputs, and the inputs by the reader that takes them. */
export interface SensorInputs {
  readonly name: string
  readonly space: string
  readonly inputs: Map<Reader, Input[]>
  files: number
}

/** The sensor of that name and address plan among a site's, added where it is not there yet. */
export function sensorAmong(
  sensors: SensorInputs[],
  { name, space }: Pick<SensorConfig, 'name' | 'space'>,
): SensorInputs {
  let sensor = sensors.find(sensor => sensor.name === name && sensor.space === space)
  if (!sensor) sensors.push((sensor = { name, space, inputs: new Map(), files: 0 }))
  return sensor
}

/** Gives an input to a sensor. */
export function addInput(sensor: SensorInputs, reader: Reader, input: Input): void {
  sensor.files++
  const inputs = sensor.inputs.get(reader)
  if (inputs) inputs.push(input)
  else sensor.inputs.set(reader, [input])
}

/** The sensor of a site.json whose path holds a file, whether by its name or by where it really is; the longest path wins. */
export const configuredSensor = (sensors: readonly SensorConfig[], found: Found): SensorConfig | undefined =>
  sensors
    .filter(({ path }) => isIn(resolve(found.file), path) || isIn(found.real, path))
    .sort((a, b) => b.path.length - a.path.length)[0]

/** Whether a file is, or lies below, a path; both absolute. */
export const isIn = (file: string, path: string): boolean =>
  file === path || file.startsWith(path.endsWith(sep) ? path : path + sep)

export const byName = (a: SensorInputs, b: SensorInputs): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.space < b.space ? -1 : 1
