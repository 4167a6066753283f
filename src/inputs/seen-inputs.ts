import { fileState } from './file-state.ts'
import type { FlowBatch } from '../flow/batch.ts'
import type { Services } from '../flow/services.ts'
import type { Input } from '../open/input.ts'
import type { InputForm, SensorFiles } from '../report/report.ts'
import type { SensorInputs } from './sensor-inputs.ts'

/** Which files a sensor's flows came from, and in what form: what is needed to show a record again. */
export class SeenInputs {
  readonly #sensor: SensorInputs
  /** Whether flows came from packets, and from exports: only the former have a history. */
  #packets = false
  #exports = false

  constructor(sensor: SensorInputs) {
    this.#sensor = sensor
  }

  add(flows: FlowBatch, services: Services): void {
    for (let i = 0; i < flows.length; i++) {
      if (!services.isRemote(flows.service[i]!)) continue
      if (flows.history[i]) this.#packets = true
      else this.#exports = true
    }
  }

  /** By form, files in the order of their names. */
  files(): SensorFiles[] {
    const byForm = new Map<InputForm, string[]>()
    for (const [reader, inputs] of this.#sensor.inputs)
      for (const input of inputs)
        for (const form of this.#forms(reader.name, input)) {
          const files = byForm.get(form)
          if (files) files.push(input.path)
          else byForm.set(form, [input.path])
        }
    return [...byForm]
      .map(([form, files]) => seenFiles(form, files.sort()))
      .sort((a, b) => (a.form < b.form ? -1 : 1))
  }

  #forms(reader: string, { head }: Input): InputForm[] {
    if (reader === 'zeek') return [head[0] === brace ? 'zeek-json' : 'zeek-tsv']
    if (reader === 'nfcapd') return ['nfcapd']
    if (reader !== 'pcap') return ['exports']
    return [
      ...(this.#packets || !this.#exports ? ['packets' as const] : []),
      ...(this.#exports ? ['captured-exports' as const] : []),
    ]
  }
}

const brace = 0x7b

const seenFiles = (form: InputForm, files: readonly string[]): SensorFiles =>
  form === 'packets' ? { form, files, states: files.map(fileState) } : { form, files }
