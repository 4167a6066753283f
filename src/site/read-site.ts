import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { causeOf } from '../lib/file-errors.ts'
import { nesting, parseJson } from '../lib/json.ts'
import { siteConfig } from './site-config.ts'
import type { SiteConfig } from './site.ts'

const maxSize = 1024 * 1024
const maxNesting = 32

/** Reads a site.json: one that was named, or the one of a `folder`. Throws UsageError that names the file, the key, what was expected and what to do. */
export function readSite(file: string, folder?: string): SiteConfig {
  const text = read(file, folder)
  if (nesting(text) > maxNesting)
    throw new UsageError(`${file}: nested deeper than ${maxNesting} levels; a site.json has four`)
  const result = parseJson(text)
  if ('value' in result) return siteConfig(file, result.value)
  const { line, column, character } = result.mistake
  const what = character ? `${JSON.stringify(character)} cannot stand here` : 'the text ends too early'
  throw new UsageError(
    `${file}: line ${line}, column ${column}: not valid JSON: ${what}; check the commas, quotes and brackets before it`,
  )
}

/** The text of a regular file; one in a `folder` must be there by itself, not by a link that leads out. */
function read(file: string, folder: string | undefined): string {
  try {
    if (folder !== undefined) checkInside(file, folder)
    // A pipe is opened without waiting for its writer, and refused.
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      return regularText(descriptor, file)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file}: ${causeOf(error as NodeJS.ErrnoException)}`)
  }
}

function checkInside(file: string, folder: string): void {
  const [real, within] = [realpathSync(file), realpathSync(folder)]
  if (!real.startsWith(join(within, sep)))
    throw new UsageError(`${file}: a link out of the folder, which is not followed; name it: --site ${file}`)
}

function regularText(descriptor: number, file: string): string {
  const stat = fstatSync(descriptor)
  if (!stat.isFile()) throw new UsageError(`${file}: no regular file; a site.json is a file of JSON`)
  // One that grows meanwhile is not read beyond.
  const bytes = Buffer.alloc(maxSize + 1)
  const length = stat.size > maxSize ? stat.size : readSync(descriptor, bytes, 0, maxSize + 1, 0)
  if (length > maxSize) throw new UsageError(`${file}: larger than 1 MiB; a site.json holds a few lines`)
  return bytes.toString('utf8', 0, length)
}
