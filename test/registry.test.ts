import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { detectors } from '../src/detect/registry.ts'
import { readers } from '../src/read/pick.ts'
import { project } from './helpers.ts'

const readme = readFileSync(project('README.md'), 'utf8')

test.each(readers.map(({ name }) => name))('the README has a row for the reader %s', name =>
  expect(readme).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm')),
)

test.each(detectors.map(({ name }) => name))('the README has a row for the detector %s', name =>
  expect(readme).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm')),
)

test('the README’s two commands stand as they are', () => {
  expect(readme).toContain('\n    npm ci && npm start -- analyze sensors pcaps\n')
  expect(readme).toContain('\n    npm cit\n')
})
