import { readFileSync } from 'node:fs'

/** package.json's version; src and dist are both one folder below it. */
export const version = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version
