import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eastwest } from './commands/cli.ts'
// @ts-expect-error the benchmark's shapes are plain JavaScript
import { shapes } from './bench/inputs/shapes.mjs'

const root = mkdtempSync(join(tmpdir(), 'eastwest-scale-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Told {
  readonly title: string
  readonly steps: readonly unknown[]
}

/** Flows that a finding keeps; an incident has a few findings. */
const mostSteps = 4 * 1000

/** Of each shape a small size, and what its first incident's title is; undefined where there must be none. */
const small: [shape: string, size: number, title: RegExp | undefined][] = [
  ['scan', 3000, /^new link, fan-out over ssh, smb, rdp: 10\.1\.0\.1 → 1000 targets$/],
  ['logins', 2000, /password guessing.*: 10\.1\.0\.1 → 10\.2\.0\.2$/],
  ['flood', 500, /^flood of unanswered attempts over rdp, smb, ssh, telnet: 500 sources → 10\.2\.0\.1$/],
  ['flood-many', 6250, /^flood of unanswered attempts over ssh: 6250 sources → 977 targets$/],
  ['targets', 1500, /^new link, fan-out over ssh: 10\.1\.0\.1 → 1500 targets$/],
  ['dual-stack', 20, undefined],
  ['mesh', 8, /^chain of \d+ hops, /],
  ['addresses', 5000, undefined],
  ['days-4500', 900, undefined],
  ['sensors', 6, undefined],
  ['files', 60, undefined],
  ['events', 2000, /over smb: 10\.1\.0\.1 → 10\.2\.0\.3$/],
]

test.each(small)('the shape "%s" of %d ends with what it holds, in few rows', async (shape, size, title) => {
  const [input, out] = [join(root, shape), join(root, `${shape}-out`)]
  shapes[shape].fill(input, size)
  const { code } = await eastwest(['analyze', input, '--out', out, '--quiet'])
  expect(code).toBe(0)
  const lines = readFileSync(join(out, 'incidents.jsonl'), 'utf8').split('\n').filter(Boolean)
  const [first, ...others] = lines.map(line => JSON.parse(line) as Told)
  if (title) expect(first?.title).toMatch(title)
  else expect(first).toBeUndefined()
  for (const { steps } of [first, ...others].flatMap(one => one ?? []))
    expect(steps.length).toBeLessThanOrEqual(mostSteps)
})
