import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { project } from './helpers.ts'

/** Which folders of src a folder may import from, beside itself. */
const allowed: Record<string, string[]> = {
  lib: [],
  open: ['lib'],
  flow: ['lib'],
  read: ['open', 'flow', 'lib'],
  site: ['flow', 'lib'],
  inputs: ['site', 'open', 'read', 'flow', 'store', 'report', 'lib'],
  store: ['read', 'flow', 'lib'],
  profile: ['flow', 'lib'],
  detect: ['profile', 'flow', 'lib'],
  report: ['detect', 'lib'],
  evaluate: ['lib'],
  drill: ['evaluate', 'detect', 'profile', 'flow', 'lib'],
}
/** Packages and built-in modules that a folder may use; every folder that is not named may use any. */
const packages: Record<string, RegExp> = {
  // ip-num is loaded through node:module, when it is needed.
  lib: /^(d3-array|node:module)$/,
  flow: /^(node:crypto|d3-array)$/,
  read: /^$/,
  profile: /^d3-array$/,
  detect: /^d3-array$/,
  evaluate: /^$/,
  drill: /^d3-array$/,
}
/** What would make the same input give other results. */
const impure = /Date\.now|new Date\(\)|Math\.random|performance\.now/

const files = readdirSync(project('src'), { recursive: true, encoding: 'utf8' }).filter(file =>
  file.endsWith('.ts'),
)

test.each(files)('%s imports only what its stage may', file => {
  const text = readFileSync(project(`src/${file}`), 'utf8')
  const folder = file.includes('/') ? file.split('/')[0]! : ''
  const rules = allowed[folder]
  if (!rules) return expect(['', 'commands']).toContain(folder)
  for (const [, type, path] of text.matchAll(/^(?:import|export) (type )?[^'"]*from '([^']+)'/gm)) {
    if (path!.startsWith('.')) {
      const target = posix.join(posix.dirname(file), path!).split('/')[0]!
      const typesOnly = /^(read>open|store>read|report>detect|inputs>(store|report))$/.test(
        `${folder}>${target}`,
      )
      expect([folder, ...rules], `${file} imports ${path}`).toContain(target)
      if (typesOnly) expect(type, `${file} may import only types from ${path}`).toBe('type ')
    } else if (packages[folder]) expect(path, `${file} imports a package`).toMatch(packages[folder]!)
  }
  if (!['open', 'commands'].includes(folder))
    expect(text, `${file} depends on the clock or on chance`).not.toMatch(impure)
})

test('every folder of src is a stage with rules', () => {
  const folders = readdirSync(project('src'), { withFileTypes: true }).filter(entry => entry.isDirectory())
  expect(folders.map(entry => entry.name).sort()).toEqual([...Object.keys(allowed), 'commands'].sort())
})
