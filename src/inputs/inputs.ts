import { lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../lib/errors.ts'
import { causeOf } from '../lib/file-errors.ts'
import type { Rejects } from '../lib/rejects.ts'
import type { Stage } from '../lib/stage.ts'
import { Copies } from '../open/copies.ts'
import { openSpecial } from '../open/descriptor.ts'
import { openFile, openStream, type Meter } from '../open/file.ts'
import { shownPath, systemPath } from '../open/paths.ts'
import { IrregularFile } from '../open/regular.ts'
import { isParquet, openParquet } from '../open/parquet.ts'
import { pathNames, walk, type Found, type Walking } from '../open/walk.ts'
import { earlierResults } from './earlier-results.ts'
import { PackedError, pick } from '../read/pick.ts'
import { readSite } from '../site/read-site.ts'
import { addInput, configuredSensors, SiteSensors, type SensorInputs } from './sensor-inputs.ts'
import { defaultSite, type SensorConfig, type SiteConfig } from '../site/site.ts'
import { nothingIn, orUnreadable, unreadable } from './unreadable.ts'

/** A site: one configuration, and the sensors whose records are judged together. */
export interface SiteInputs {
  readonly name: string
  readonly config: SiteConfig
  readonly sensors: readonly SensorInputs[]
}

export interface Failed {
  readonly path: string
  readonly message: string
}

export interface Gathered {
  readonly sites: SiteInputs[]
  /** Files that are no input: of no known format, copies of others, or beside the sensors that a site.json names. */
  readonly skipped: string[]
  /** PATHs that could not be read at all: each with a message that says why, and what to do. */
  readonly failed: Failed[]
  /** Size of all files that are read, as they lie on disk. */
  readonly bytes: number
}

export interface Sources {
  readonly paths: readonly string[]
  /** A site.json for all paths. */
  readonly site?: string | undefined
  /** A folder that results go to: what an earlier run left there is no input. */
  readonly out?: string | undefined
  /** Whether links that lead out of a folder are followed. */
  readonly follow?: boolean | undefined
  readonly stdin: AsyncIterable<Uint8Array>
  readonly rejects: Rejects
  readonly meter?: Meter
  readonly stage?: Stage
}

/**
 * Finds the files behind the paths, recognises each by its content, and groups them by site, sensor and format.
 * A path with a site.json at its root is a site of its own; all others are one. Throws UsageError for a bad site.json,
 * InputError where none of the paths can be read.
 */
export async function gather(sources: Sources): Promise<Gathered> {
  const gathering = new Gathering(sources)
  const paths = sources.paths.map(shownPath)
  const names = pathNames(paths)
  for (const [i, path] of paths.entries()) await gathering.path(path, names[i]!)
  return gathering.done()
}

/** A site whose inputs are being gathered. */
interface Gathers {
  readonly name: string
  readonly config: SiteConfig
  readonly sensors: SiteSensors
  readonly configured: ReturnType<typeof configuredSensors>
}

/** A PATH, the site it belongs to, and what it is called as a sensor. */
interface Place {
  readonly path: string
  readonly name: string
  readonly site: Gathers
  readonly isFolder: boolean
  /** Whether the site.json is the PATH's own: where it names sensors, all else in the PATH is no input. */
  readonly own: boolean
}

class Gathering {
  readonly #sources: Sources
  readonly #sites: Gathers[] = []
  readonly #skipped: string[] = []
  readonly #failed: Failed[] = []
  readonly #walking: Walking
  readonly #common: SiteConfig
  readonly #copies = new Copies()
  #bytes = 0

  constructor(sources: Sources) {
    this.#sources = sources
    this.#common = sources.site === undefined ? defaultSite : readSite(sources.site)
    this.#walking = {
      seen: new Set(earlierResults(sources)),
      follow: sources.follow ?? false,
      unreadable: (file, error) => this.#reject(file, error),
      passedOver: (file, why) => sources.rejects.add(file, why, 'offset', 0),
      stage: sources.stage,
    }
  }

  /** Takes what a PATH leads to. One that cannot be read at all is told in the end, and the others are read. */
  async path(path: string, name: string): Promise<void> {
    try {
      if (path === '-') await this.#stdin(name)
      else await this.#fileOrFolder(path, name)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      this.#failed.push({ path, message: error.message })
    }
  }

  done(): Gathered {
    const sites = this.#sites
      .map(({ name, config, sensors }): SiteInputs => ({ name, config, sensors: sensors.all() }))
      .filter(({ sensors }) => sensors.length)
    if (!sites.length) throw this.#failed.length ? unreadPaths(this.#failed) : this.#nothing()
    return { sites, skipped: this.#skipped.sort(), failed: this.#failed, bytes: this.#bytes }
  }

  /** Where every file was passed over, as results of an earlier run are. */
  #nothing(): InputError {
    const { paths, out } = this.#sources
    const results = out === undefined ? '' : ` (results in ${out} are no input)`
    return new InputError(
      `${paths.join(', ')}: nothing to read${results}; name files or folders with records`,
    )
  }

  async #stdin(name: string): Promise<void> {
    if (this.#walking.seen.has('-')) return
    this.#walking.seen.add('-')
    const { stdin, rejects, meter } = this.#sources
    const input = await openStream(stdin, '-', rejects, meter).catch((error: unknown) => {
      throw unreadable('standard input', error as NodeJS.ErrnoException)
    })
    const reader = pick(input.head, 'standard input')
    addInput(this.#shared().sensors.get({ name, space: '' }), reader, input)
  }

  async #fileOrFolder(path: string, name: string): Promise<void> {
    const isFolder = orUnreadable(path, () => statSync(systemPath(path)).isDirectory())
    const own = isFolder && this.#sources.site === undefined && hasSite(path)
    const site = own ? this.#add(path, readSite(join(path, 'site.json'), path)) : this.#shared()
    const { files, again } = orUnreadable(path, () => walk(path, this.#walking))
    const place: Place = { path, name, site, isFolder, own }
    const skipped = this.#skipped.length
    let taken = 0
    for (const file of files) if (await this.#tryFile(file, place)) taken++
    if (isFolder && !taken && !again) throw nothingIn(path, this.#skipped.length - skipped)
  }

  /** Whether a file is read. What a walk found and is not, is skipped or rejected; a file that was named is an error. */
  async #tryFile(found: Found, place: Place): Promise<boolean> {
    if (place.isFolder && found.file === join(place.path, 'site.json')) return false
    try {
      const sensor = sensorOf(found, place)
      if (!sensor || this.#isCopy(found, sensor)) this.#skipped.push(found.file)
      else await this.#file(found, place.site, sensor)
      return sensor !== undefined
    } catch (error) {
      const refused = error as NodeJS.ErrnoException
      if (!(error instanceof InputError) && !refused.code) throw error
      if (!place.isFolder) throw error instanceof InputError ? error : unreadable(found.file, refused)
      if (error instanceof PackedError) this.#sources.rejects.add(found.file, error.reason, 'offset', 0)
      else if (error instanceof InputError) this.#skipped.push(found.file)
      else this.#reject(found.file, refused)
      return false
    }
  }

  #isCopy({ file, bytes, regular }: Found, { name, space }: Pick<SensorConfig, 'name' | 'space'>): boolean {
    return regular && this.#copies.has(`${name}\0${space}`, file, bytes)
  }

  async #file(found: Found, site: Gathers, sensor: Pick<SensorConfig, 'name' | 'space'>): Promise<void> {
    const { rejects, meter, stage } = this.#sources
    if (!found.regular) stage?.(`waiting for ${found.file}`, 0)
    const input = !found.regular
      ? await openStream(openSpecial(found.file), found.file, rejects, meter)
      : isParquet(found.file)
        ? await openParquet(found.file, found.bytes, rejects, meter)
        : openFile(found.file, found.file, rejects, meter)
    const reader = pick(input.head, found.file)
    addInput(site.sensors.get(sensor), reader, input)
    this.#bytes += found.bytes
  }

  #shared(): Gathers {
    return this.#sites.find(site => site.config === this.#common) ?? this.#add('', this.#common)
  }

  #add(name: string, config: SiteConfig): Gathers {
    const configured = configuredSensors(config.sensors)
    const site = { name, config, sensors: new SiteSensors(), configured }
    this.#sites.push(site)
    for (const sensor of config.sensors) this.#checkSensor(sensor)
    return site
  }

  /** A sensor that has delivered nothing is no reason to leave the others unread. */
  #checkSensor({ name, path }: SensorConfig): void {
    try {
      statSync(path)
    } catch (error) {
      const message = `site.json: the path of sensor "${name}": ${path}: ${causeOf(error as NodeJS.ErrnoException)}`
      this.#failed.push({ path, message })
    }
  }

  /** A link that leads nowhere, or a file that has gone meanwhile, is a reject; any other is an input that was not read. */
  #reject(file: string, error: NodeJS.ErrnoException): void {
    if (error.code !== 'ENOENT' && error.code !== 'ELOOP' && !(error instanceof IrregularFile))
      this.#failed.push({ path: file, message: unreadable(file, error).message })
    else
      this.#sources.rejects.add(file, 'the file or folder cannot be opened', 'offset', 0, () =>
        causeOf(error),
      )
  }
}

/** Whether a folder has a site.json, be it a link that leads nowhere. */
const hasSite = (folder: string): boolean =>
  lstatSync(systemPath(join(folder, 'site.json')), { throwIfNoEntry: false }) !== undefined

/** What a command ends with that could not read all of its PATHs. */
export function unreadPaths(failed: readonly Failed[]): InputError {
  const lines = failed.slice(0, mostFailed).map(({ message }) => message)
  const more = failed.length - lines.length
  return new InputError([...lines, ...(more ? [`and ${more} more that cannot be read`] : [])].join('\n'))
}

/** How many inputs that were not read are named. */
const mostFailed = 20

/** The sensor that a file belongs to; undefined beside the sensors that a PATH's own site.json names. */
const sensorOf = (
  found: Found,
  { name, site, own }: Place,
): Pick<SensorConfig, 'name' | 'space'> | undefined =>
  site.configured(found) ?? (own && site.config.sensors.length ? undefined : { name, space: '' })
