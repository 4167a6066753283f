import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from './lib/errors.ts'
import { isPrefix } from './lib/prefixes.ts'
import { didYouMean } from './lib/suggest.ts'
import { dayNumber, localTime } from './lib/time.ts'

/** Sources that are profiled and never reported. */
export interface Trusted {
  /** An address or a CIDR prefix. */
  readonly source: string
  /** Service names; empty for all. */
  readonly services: readonly string[]
  /** The last local day on which the entry holds, as a day number; Infinity without one. */
  readonly until: number
  readonly note: string
}

export interface SensorConfig {
  readonly name: string
  /** A folder or file, absolute; in the file it is relative to the folder of site.json. */
  readonly path: string
  readonly space: string
}

/** What a site's owner says of it. */
export interface SiteConfig {
  readonly internal: readonly string[]
  readonly trusted: readonly Trusted[]
  /** Ports added to services, by name. */
  readonly services: Readonly<Record<string, readonly number[]>>
  readonly timezone: string
  readonly budget: number
  readonly sensors: readonly SensorConfig[]
}

/** RFC 1918, RFC 4193, and link-local (RFC 3927, RFC 4291). */
const privateAddresses = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]

export const defaultSite: SiteConfig = {
  internal: privateAddresses,
  trusted: [],
  services: {},
  timezone: 'UTC',
  budget: 5,
  sensors: [],
}

const maxSize = 1024 * 1024

/** Reads a site.json. Throws UsageError that names the file, the key, what was expected and what to do. */
export function readSite(file: string): SiteConfig {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path and its permissions`,
    )
  }
  if (text.length > maxSize) throw new UsageError(`${file}: larger than 1 MiB; a site.json holds a few lines`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file}: not valid JSON: ${(error as Error).message}`)
  }
  return new Checker(file).site(value)
}

type Fields = Record<string, unknown>

/** Checks values key by key; every complaint says where, what was expected, and what was found. */
class Checker {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  site(value: unknown): SiteConfig {
    const keys = ['internal', 'trusted', 'services', 'timezone', 'budget', 'sensors']
    const fields = this.#object(value, 'the whole file', keys)
    return {
      internal:
        fields.internal === undefined
          ? privateAddresses
          : this.#list(fields.internal, 'internal').map((cidr, i) => this.#prefix(cidr, `internal[${i}]`)),
      trusted: this.#list(fields.trusted ?? [], 'trusted').map((entry, i) =>
        this.#trusted(entry, `trusted[${i}]`),
      ),
      services: this.#services(fields.services ?? {}),
      timezone: this.#timezone(fields.timezone ?? 'UTC'),
      budget: this.#whole(fields.budget ?? defaultSite.budget, 'budget', 1, 1000),
      sensors: this.#list(fields.sensors ?? [], 'sensors').map((entry, i) =>
        this.#sensor(entry, `sensors[${i}]`),
      ),
    }
  }

  #fail(where: string, expected: string, found: unknown): never {
    throw new UsageError(
      `${this.#file}: ${where} must be ${expected}, not ${JSON.stringify(found)?.slice(0, 80)}`,
    )
  }

  #object(value: unknown, where: string, keys: readonly string[]): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.#fail(where, 'an object', value)
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue
      const place = where === 'the whole file' ? '' : ` in ${where}`
      throw new UsageError(
        `${this.#file}: there is no key "${key}"${place}${didYouMean(key, keys) || `; known are ${keys.join(', ')}`}`,
      )
    }
    return value as Fields
  }

  #list(value: unknown, where: string): unknown[] {
    return Array.isArray(value) ? value : this.#fail(where, 'a list', value)
  }

  #text(value: unknown, where: string): string {
    return typeof value === 'string' && value.length <= 1000 ? value : this.#fail(where, 'a text', value)
  }

  #whole(value: unknown, where: string, least: number, most: number): number {
    const fits = Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    return fits ? (value as number) : this.#fail(where, `a whole number from ${least} to ${most}`, value)
  }

  #prefix(value: unknown, where: string): string {
    const text = this.#text(value, where)
    return isPrefix(text) ? text : this.#fail(where, 'an address or a CIDR prefix such as 10.1.0.0/16', value)
  }

  #timezone(value: unknown): string {
    const text = this.#text(value, 'timezone')
    try {
      localTime(text)
      return text
    } catch {
      return this.#fail('timezone', 'an IANA time zone such as Europe/Oslo', value)
    }
  }

  #trusted(value: unknown, where: string): Trusted {
    if (typeof value === 'string')
      return { source: this.#prefix(value, where), services: [], until: Infinity, note: '' }
    const fields = this.#object(value, where, ['source', 'services', 'until', 'note'])
    const until =
      fields.until === undefined ? Infinity : dayNumber(this.#text(fields.until, `${where}.until`))
    if (until === undefined) this.#fail(`${where}.until`, 'a date, YYYY-MM-DD', fields.until)
    return {
      source: this.#prefix(fields.source, `${where}.source`),
      services: this.#list(fields.services ?? [], `${where}.services`).map((name, i) =>
        this.#text(name, `${where}.services[${i}]`),
      ),
      until,
      note: this.#text(fields.note ?? '', `${where}.note`),
    }
  }

  #services(value: unknown): Record<string, number[]> {
    const fields = this.#object(value, 'services', Object.keys(value ?? {}))
    const ports = (list: unknown, where: string) =>
      this.#list(list, where).map((port, i) => this.#whole(port, `${where}[${i}]`, 1, 65535))
    return Object.fromEntries(
      Object.entries(fields).map(([name, list]) => [name, ports(list, `services.${name}`)]),
    )
  }

  #sensor(value: unknown, where: string): SensorConfig {
    const fields = this.#object(value, where, ['name', 'path', 'space'])
    return {
      name: this.#text(fields.name, `${where}.name`),
      path: resolve(dirname(this.#file), this.#text(fields.path, `${where}.path`)),
      space: this.#text(fields.space ?? '', `${where}.space`),
    }
  }
}
