import { dirname, resolve } from 'node:path'
import { Services } from '../flow/services.ts'
import { UsageError } from '../lib/errors.ts'
import { isPrefix } from '../lib/prefixes.ts'
import { didYouMean } from '../lib/suggest.ts'
import { dayNumber, localTime } from '../lib/time.ts'
import { defaultSite, type SensorConfig, type SiteConfig, type Trusted } from './site.ts'

/** What a site.json's value configures. Throws UsageError that names the file, the key, what was expected and what was found. */
export const siteConfig = (file: string, value: unknown): SiteConfig => new Checker(file).site(value)

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
    const catalogue = new Services()
    const services = this.#services(fields.services ?? {}, catalogue)
    return {
      internal:
        fields.internal === undefined
          ? defaultSite.internal
          : this.#list(fields.internal, 'internal').map((cidr, i) => this.#prefix(cidr, `internal[${i}]`)),
      trusted: this.#list(fields.trusted ?? [], 'trusted').map((entry, i) =>
        this.#trusted(entry, `trusted[${i}]`, catalogue),
      ),
      services,
      timezone: this.#timezone(fields.timezone ?? 'UTC'),
      budget: this.#whole(fields.budget ?? defaultSite.budget, 'budget', 1, 1000),
      sensors: this.#list(fields.sensors ?? [], 'sensors').map((entry, i) =>
        this.#sensor(entry, `sensors[${i}]`),
      ),
    }
  }

  #fail(where: string, expected: string, found: unknown): never {
    const instead = found === undefined ? 'and is missing' : `not ${JSON.stringify(found).slice(0, 80)}`
    throw new UsageError(`${this.#file}: ${where} must be ${expected}, ${instead}`)
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

  #trusted(value: unknown, where: string, catalogue: Services): Trusted {
    if (typeof value === 'string')
      return { source: this.#prefix(value, where), services: [], until: Infinity, note: '' }
    const fields = this.#object(value, where, ['source', 'services', 'until', 'note'])
    const until =
      fields.until === undefined ? Infinity : dayNumber(this.#text(fields.until, `${where}.until`))
    if (until === undefined) this.#fail(`${where}.until`, 'a date, YYYY-MM-DD', fields.until)
    return {
      source: this.#prefix(fields.source, `${where}.source`),
      services: this.#list(fields.services ?? [], `${where}.services`).map((name, i) =>
        this.#service(name, `${where}.services[${i}]`, catalogue),
      ),
      until,
      note: this.#text(fields.note ?? '', `${where}.note`),
    }
  }

  #service(value: unknown, where: string, catalogue: Services): string {
    const name = this.#text(value, where)
    if (catalogue.has(name)) return name
    const names = catalogue.names().filter(name => name !== 'unknown')
    const guess = didYouMean(name, names)
    throw new UsageError(
      `${this.#file}: ${where}: there is no service "${name}"${guess ? `${guess} Known are ` : '; known are '}${names.join(', ')}`,
    )
  }

  #services(value: unknown, catalogue: Services): Record<string, number[]> {
    const fields = this.#object(value, 'services', Object.keys(value ?? {}))
    for (const name of Object.keys(fields)) this.#service(name, 'services', catalogue)
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
