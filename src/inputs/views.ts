import type { Input } from '../open/input.ts'
import type { Reader } from '../read/reader.ts'
import { byName, type SensorInputs } from './sensor-inputs.ts'

/** What one sensor's inputs of one format show of the network. */
export interface View {
  readonly sensor: SensorInputs
  readonly reader: Reader
  readonly inputs: readonly Input[]
}

/** Readers by how much their records say of a flow: what tells most first, and all others after these. */
const evidence = ['zeek', 'pcap', 'suricata']

const rank = ({ reader }: View): number => {
  const place = evidence.indexOf(reader.name)
  return place < 0 ? evidence.length : place
}

/** A site's views in the order in which their evidence of the same flow is preferred. */
export const viewsOf = (sensors: readonly SensorInputs[]): View[] =>
  sensors
    .flatMap(sensor => [...sensor.inputs].map(([reader, inputs]) => ({ sensor, reader, inputs })))
    .sort(
      (a, b) => rank(a) - rank(b) || byName(a.sensor, b.sensor) || (a.reader.name < b.reader.name ? -1 : 1),
    )
