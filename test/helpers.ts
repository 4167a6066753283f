import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A path inside the project. */
export const project = (path: string): string => `${root}${path}`

/** A path inside the reference material beside the checkout, which may be absent. */
export const shared = (path: string): string => `${root}../shared/${path}`

/** `test` where the reference material is there, a visible skip where it is not. */
export const testShared = test.skipIf(!existsSync(shared('')))

const found = new Map<string, boolean>()

/** Whether a peer program is installed. With EASTWEST_REQUIRE_PEERS=1 a missing one is an error. */
export function hasPeer(program: string): boolean {
  if (!found.has(program)) {
    let there = true
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    } catch {
      there = false
    }
    if (!there && process.env.EASTWEST_REQUIRE_PEERS)
      throw new Error(`the peer program ${program} is not installed`)
    found.set(program, there)
  }
  return found.get(program)!
}

/** `test` that needs peer programs: skipped where one is missing, unless the environment requires them all. */
export const testPeer = (...programs: string[]) => test.skipIf(!programs.every(hasPeer))
