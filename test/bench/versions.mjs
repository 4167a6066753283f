import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

const words = [
  ['softflowd', ['softflowd', '-h']],
  ['nfdump', ['nfdump', '-V']],
  ['tshark', ['tshark', '--version']],
  ['mawk', ['mawk', '-W', 'version']],
]
const packages = ['pcap-parser', '@duckdb/node-api']

/** What is compared, and on what: name to version, "not installed" for what is missing. */
export function versions() {
  const programs = words.map(([name, [program, ...options]]) => {
    const { error, stdout, stderr } = spawnSync(program, options, { encoding: 'utf8' })
    return [name, error ? 'not installed' : (/\d+\.\d+(\.\d+)*/.exec(stdout + stderr)?.[0] ?? 'unknown')]
  })
  const libraries = packages.map(name => [
    name,
    JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url))).version,
  ])
  return Object.fromEntries([
    ['cores', String(cpus().length)],
    ['node', process.version],
    ...programs,
    ...libraries,
  ])
}
