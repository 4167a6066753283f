import type { NameSource } from '../../../flow/host-names.ts'
import type { Finder } from '../dissector.ts'

const day = 86_400
const mostSaid = 65_536

const saidIn = new WeakMap<object, Set<string>>()

/** Says that an address is called so, once a day in one reading: the same is answered over and over. */
export function sayName(finder: Finder, by: NameSource, address: string, name: string, ts: number): void {
  if (address === '' || !isHostName(name)) return
  let said = saidIn.get(finder.shared)
  if (said === undefined) saidIn.set(finder.shared, (said = new Set()))
  const what = `${by} ${Math.floor(ts / day)} ${address} ${name}`
  if (said.has(what)) return
  // What is said again does no harm: so many are enough to remember.
  if (said.size >= mostSaid) said.clear()
  said.add(what)
  finder.emit('name', ts, { detail: { address, name, by } })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\./i

/** Services have names with underscores before them; browsers hide an address behind a random UUID. */
export const isHostName = (name: string): boolean =>
  name !== '' && !/(^|\.)_/.test(name) && !name.startsWith('*') && !uuid.test(name)
