import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from './lib/errors.ts'
import type { Rejects } from './lib/rejects.ts'
import { openFile, openStdin, type Meter } from './open/file.ts'
import type { Input } from './open/input.ts'
import { pathName, walk, type Found } from './open/walk.ts'
import { formats, pick } from './read/pick.ts'
import type { Reader } from './read/reader.ts'
import { defaultSite, readSite, type SensorConfig, type SiteConfig } from './site.ts'

/** What exported some of the inputs, and the inputs by the reader that takes them. */
export interface SensorInputs {
  readonly name: string
  readonly space: string
  readonly inputs: Map<Reader, Input[]>
  files: number
}

/** A site: one configuration, and the sensors whose records are judged together. */
export interface SiteInputs {
  readonly name: string
  readonly config: SiteConfig
  readonly sensors: SensorInputs[]
}

export interface Gathered {
  readonly sites: SiteInputs[]
  /** Files of no known format that a folder walk found. */
  readonly skipped: string[]
}

export interface Sources {
  readonly paths: readonly string[]
  /** A site.json for all paths. */
  readonly site?: string | undefined
  readonly stdin: AsyncIterable<Uint8Array>
  readonly rejects: Rejects
  readonly meter?: Meter
}

/**
 * Finds the files behind the paths, recognises each by its content, and groups them by site, sensor and format.
 * A path with a site.json at its root is a site of its own; all others are one. Throws UsageError for a bad site.json,
 * InputError for a path that cannot be read, is of no known format, or holds nothing readable.
 */
export async function gather(sources: Sources): Promise<Gathered> {
  const gathering = new Gathering(sources)
  for (const path of sources.paths) await gathering.path(path)
  return gathering.done()
}

class Gathering {
  readonly #sources: Sources
  readonly #sites: SiteInputs[] = []
  readonly #skipped: string[] = []
  readonly #seen = new Set<string>()
  readonly #common: SiteConfig

  constructor(sources: Sources) {
    this.#sources = sources
    this.#common = sources.site === undefined ? defaultSite : readSite(sources.site)
  }

  async path(path: string): Promise<void> {
    const isFolder = path !== '-' && this.#stat(path).isDirectory()
    const own = isFolder && this.#sources.site === undefined && existsSync(join(path, 'site.json'))
    const site = own ? this.#add(path, readSite(join(path, 'site.json'))) : this.#shared()
    if (path === '-')
      return this.#take(await openStdin(this.#sources.stdin, this.#sources.rejects), site, 'stdin', '', true)
    const found = this.#walk(path)
    const name = pathName(path)
    for (const file of found)
      if (!own || belongs(site.config, file.inside)) this.#open(file, site, name, !isFolder)
      else if (file.inside !== 'site.json') this.#skipped.push(file.shown)
  }

  done(): Gathered {
    if (!this.#sites.some(site => site.sensors.length)) {
      const skipped = this.#skipped.length ? `; ${this.#skipped.length} files are of no known format` : ''
      throw new InputError(
        `nothing readable in ${this.#sources.paths.join(', ')}${skipped}. What can be read: ${formats()}`,
      )
    }
    return { sites: this.#sites, skipped: this.#skipped.sort() }
  }

  #shared(): SiteInputs {
    return this.#sites.find(site => site.config === this.#common) ?? this.#add('', this.#common)
  }

  #add(name: string, config: SiteConfig): SiteInputs {
    const site = { name, config, sensors: [] }
    this.#sites.push(site)
    return site
  }

  #stat(path: string) {
    try {
      return statSync(path)
    } catch (error) {
      throw unreadable(path, error as NodeJS.ErrnoException)
    }
  }

  #walk(path: string): Found[] {
    try {
      return walk(path, this.#seen, (shown, error) => this.#reject(shown, error))
    } catch (error) {
      throw unreadable(path, error as NodeJS.ErrnoException)
    }
  }

  #open(found: Found, site: SiteInputs, name: string, named: boolean): void {
    try {
      const input = openFile(found.file, found.shown, this.#sources.rejects, this.#sources.meter)
      this.#take(input, site, name, found.inside, named)
    } catch (error) {
      if (error instanceof InputError || !(error as NodeJS.ErrnoException).code) throw error
      if (named) throw unreadable(found.shown, error as NodeJS.ErrnoException)
      this.#reject(found.shown, error as NodeJS.ErrnoException)
    }
  }

  #take(input: Input, site: SiteInputs, name: string, inside: string, named: boolean): void {
    const reader = pick(input.head)
    if (!reader) {
      if (named)
        throw new InputError(
          `${input.path}: ${input.head.length ? 'of no known format' : 'empty, or a damaged compressed stream'}. What can be read: ${formats()}`,
        )
      this.#skipped.push(input.path)
      return
    }
    const sensor = sensorFor(site, sensorOf(site.config.sensors, inside) ?? { name, path: '', space: '' })
    sensor.files++
    const inputs = sensor.inputs.get(reader)
    if (inputs) inputs.push(input)
    else sensor.inputs.set(reader, [input])
  }

  #reject(shown: string, error: NodeJS.ErrnoException): void {
    this.#sources.rejects.add(
      shown,
      'the file or folder cannot be opened',
      'offset',
      0,
      () => error.code ?? error.message,
    )
  }
}

/** Where a site names its sensors, what lies beside their folders is documentation and the like. */
const belongs = (config: SiteConfig, inside: string): boolean =>
  inside !== 'site.json' && (!config.sensors.length || sensorOf(config.sensors, inside) !== undefined)

/** The configured sensor whose path holds a file; the longest path wins. */
const sensorOf = (sensors: readonly SensorConfig[], inside: string): SensorConfig | undefined =>
  sensors
    .filter(({ path }) => path === '' || inside === path || inside.startsWith(`${path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]

function sensorFor(site: SiteInputs, { name, space }: SensorConfig): SensorInputs {
  let sensor = site.sensors.find(sensor => sensor.name === name && sensor.space === space)
  if (!sensor) site.sensors.push((sensor = { name, space, inputs: new Map(), files: 0 }))
  return sensor
}

const causes: Record<string, string> = {
  ENOENT: 'there is no such file or folder; check the path',
  EACCES: 'no permission to read it; run as a user who may, or change its mode',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
}

const unreadable = (path: string, { code, message }: NodeJS.ErrnoException): InputError =>
  new InputError(`${path}: ${causes[code ?? ''] ?? message}`)
