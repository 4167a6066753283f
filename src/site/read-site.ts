import { readFileSync, statSync } from 'node:fs'
import { UsageError } from '../lib/errors.ts'
import { parseJson } from '../lib/json.ts'
import { siteConfig } from './site-config.ts'
import type { SiteConfig } from './site.ts'

const maxSize = 1024 * 1024

/** Reads a site.json. Throws UsageError that names the file, the key, what was expected and what to do. */
export function readSite(file: string): SiteConfig {
  const result = parseJson(read(file))
  if ('value' in result) return siteConfig(file, result.value)
  const { line, column, character } = result.mistake
  const what = character ? `${JSON.stringify(character)} cannot stand here` : 'the text ends too early'
  throw new UsageError(
    `${file}: line ${line}, column ${column}: not valid JSON: ${what}; check the commas, quotes and brackets before it`,
  )
}

function read(file: string): string {
  try {
    const { size } = statSync(file)
    if (size > maxSize) throw new UsageError(`${file}: larger than 1 MiB; a site.json holds a few lines`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${file}: cannot be read (${code}); check the path and its permissions`)
  }
}
