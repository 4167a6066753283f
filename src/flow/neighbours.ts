import { hardwareText, isOwnHardware } from '../lib/hardware.ts'
import { blankEvent, type Event } from './event.ts'
import type { Hosts } from './hosts.ts'

const hour = 3600
/** What is said again does no harm: so many are enough to remember. */
const mostSaid = 65_536
/** Addresses of one hour that are told of one hardware address: more are behind a router. */
const mostBehind = 32

/** One sensor's frames: says once an hour which hardware address an address was seen with. */
export class Neighbours {
  readonly #of: { readonly sensor: string; readonly space: string; readonly hosts: Hosts }
  readonly #emit: (event: Event) => void
  /** The addresses that were seen with each hardware address in each hour. */
  readonly #said = new Map<string, Set<number>>()
  #size = 0

  constructor(of: { sensor: string; space: string; hosts: Hosts }, emit: (event: Event) => void) {
    this.#of = of
    this.#emit = emit
  }

  /** A frame at `ts`, epoch seconds, from or to an address (a host id), with a 48-bit hardware address. */
  see(host: number, hardware: number, ts: number): void {
    if (!isOwnHardware(hardware)) return
    const key = `${hardware} ${Math.floor(ts / hour)}`
    let said = this.#said.get(key)
    if (said?.has(host) || (said && said.size >= mostBehind)) return
    if (++this.#size > mostSaid) {
      this.#said.clear()
      this.#size = 1
      said = undefined
    }
    if (!said) this.#said.set(key, (said = new Set()))
    said.add(host)
    const { sensor, space, hosts } = this.#of
    const detail = { address: hosts.text(host), hardware: hardwareText(hardware) }
    this.#emit({ ...blankEvent, sensor, space, ts, kind: 'neighbour', detail })
  }
}
