import { dirname, resolve, sep } from 'node:path'
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

/** The sensors of a site, each made when it is first asked for. */
export class SiteSensors {
  readonly #sensors = new Map<string, SensorInputs>()

  /** The sensor of that name and address plan. */
  get({ name, space }: Pick<SensorConfig, 'name' | 'space'>): SensorInputs {
    const key = `${space}\0${name}`
    let sensor = this.#sensors.get(key)
    if (!sensor) this.#sensors.set(key, (sensor = { name, space, inputs: new Map(), files: 0 }))
    return sensor
  }

  /** All that were asked for, in the order of their names. */
  all(): SensorInputs[] {
    return [...this.#sensors.values()].sort(byName)
  }
}

/** Gives an input to a sensor. */
export function addInput(sensor: SensorInputs, reader: Reader, input: Input): void {
  sensor.files++
  const inputs = sensor.inputs.get(reader)
  if (inputs) inputs.push(input)
  else sensor.inputs.set(reader, [input])
}

/** Finds the sensor of a site.json whose path holds a file, whether by its name or by where it really is; the longest path wins. */
export function configuredSensors(
  sensors: readonly SensorConfig[],
): (found: Pick<Found, 'file' | 'real'>) => SensorConfig | undefined {
  const byPath = new Map(sensors.toReversed().map(sensor => [sensor.path, sensor]))
  const holding = (file: string): SensorConfig | undefined => {
    for (let path = file; ; path = dirname(path)) {
      const sensor = byPath.get(path)
      if (sensor || path === dirname(path)) return sensor
    }
  }
  return ({ file, real }) => {
    const [named, placed] = [holding(resolve(file)), holding(real)]
    return named && placed && named.path.length < placed.path.length ? placed : (named ?? placed)
  }
}

/** Whether a file is, or lies below, a path; both absolute. */
export const isIn = (file: string, path: string): boolean =>
  file === path || file.startsWith(path.endsWith(sep) ? path : path + sep)

export const byName = (a: SensorInputs, b: SensorInputs): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.space < b.space ? -1 : 1
