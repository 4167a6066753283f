import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { project } from '../helpers.ts'

/** Compares with test/report/golden/`name`; UPDATE=1 rewrites it, and outside CI a missing one is written. */
export function expectGolden(name: string, text: string): void {
  const path = project(`test/report/golden/${name}`)
  if (process.env.UPDATE || (!existsSync(path) && !process.env.CI)) writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
}
