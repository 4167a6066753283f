import { maxUid, text, uidText, type LogRecord } from './record.ts'
import { latin1 } from './slices.ts'

/** Tunnels live long: a site has few. Past it they are tunnels of an unknown type. */
const maxTunnels = 100_000

/** The types of tunnels by uid, from tunnel.log, for the flows that conn.log says were in them. */
export class Tunnels {
  readonly #types = new Map<string, string>()

  /** Takes a row of tunnel.log: `Tunnel::GRE` is gre. */
  row(record: LogRecord): void {
    const uid = uidText(record)
    const type = text(record, 'tunnel_type').replace(/^.*::/, '').toLowerCase()
    if (uid !== '' && type !== '' && this.#types.size < maxTunnels) this.#types.set(uid, type)
  }

  /** What to call the tunnels whose uids, with commas between them, are in these bytes. */
  name(bytes: Buffer, from: number, to: number): string {
    const uids = latin1(bytes, from, Math.min(to, from + 8 * maxUid)).split(',')
    const types = new Set(uids.map(uid => this.#types.get(uid) ?? 'tunnel'))
    return [...types].sort().join(',')
  }
}
