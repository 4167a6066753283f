import { expect, test } from 'vitest'
import { Rotations } from '../../src/inputs/rotations.ts'
import { localTime } from '../../src/lib/time.ts'
import type { Input } from '../../src/open/input.ts'

const utc = localTime('UTC')
const start = Date.parse('2026-10-20T00:00:00Z') / 1000

type Style = 'zeekctl' | 'alone' | 'header' | 'json'

/** Logs of so many hours each, as a sensor in a zone rotates them; rows every two minutes. */
function logs(zone: string, style: Style, hours: number, days = 20): Input[] {
  const time = localTime(zone)
  const all = new Map<number, number[]>()
  for (let ts = start + 43_200; ts < start + days * 86_400; ts += 120) {
    const at = Math.floor(time.wall(ts) / (3600 * hours))
    all.set(at, [...(all.get(at) ?? []), ts])
  }
  return [...all].slice(1, -1).map(([at, times]) => {
    const wall = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19)
    const [open, close] = [wall(at * 3600 * hours), wall((at + 1) * 3600 * hours)]
    const [date, from] = open.split('T') as [string, string]
    const path = {
      zeekctl: `logs/${date}/conn.${from}-${close.split('T')[1]}.log.gz`,
      json: `logs/${date}/conn.${from}-${close.split('T')[1]}.log.gz`,
      alone: `conn.${open.replace(/[T:]/g, '-')}.log`,
      header: 'conn.log',
    }[style]
    const rows = times.map(ts => (style === 'json' ? `{"ts":${ts}.5,"uid":"C1"}` : `${ts}.500000\tC1\t10.0.0.1`))
    const dashes = (text: string) => text.replace(/[T:]/g, '-')
    const lines = style === 'json' ? rows : [`#open\t${dashes(open)}`, ...rows, `#close\t${dashes(close)}`]
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    return {
      path,
      head: bytes.subarray(0, 65_536),
      async *chunks() {
        for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000)
      },
    }
  }) // prettier-ignore
}

async function seen(inputs: readonly Input[], own = utc) {
  const rotations = new Rotations()
  for (const input of inputs) {
    const pieces: Uint8Array[] = []
    for await (const piece of rotations.watch(input).chunks()) pieces.push(Buffer.from(piece))
    expect(Buffer.concat(pieces).length).toBeGreaterThan(0)
  }
  return rotations.zone(own)
}

test.each([
  ['America/New_York', 'UTC−5'],
  ['America/Los_Angeles', 'UTC−8'],
  ['Europe/Berlin', 'UTC+1'],
  ['Asia/Kolkata', 'UTC+5:30'],
  ['Asia/Kathmandu', 'UTC+5:45'],
  ['Australia/Sydney', 'UTC+11'],
  ['Pacific/Auckland', 'UTC+13'],
] as const)('logs that were rotated in %s show it, by name or header, by day or hour', async (zone, offset) => {
  for (const [style, hours] of [['zeekctl', 24], ['zeekctl', 1], ['json', 24], ['header', 24]] as const)
    expect(await seen(logs(zone, style, hours, 30))).toEqual({ zone, offset })
  expect(await seen(logs(zone, 'zeekctl', 24), localTime(zone))).toBeUndefined()
}) // prettier-ignore

test('logs that fit the site’s own time, are too few, or contradict each other show nothing', async () => {
  expect(await seen(logs('UTC', 'zeekctl', 24))).toBeUndefined()
  expect(await seen(logs('UTC', 'alone', 1))).toBeUndefined()
  expect(await seen(logs('Asia/Tokyo', 'zeekctl', 24).slice(0, 2))).toBeUndefined()
  const mixed = [...logs('Asia/Tokyo', 'zeekctl', 24), ...logs('America/Denver', 'zeekctl', 24)]
  expect(await seen(mixed)).toBeUndefined()
  expect(await seen([])).toBeUndefined()
})

test('the heads of logs are not held, and not read before they are asked for', () => {
  let asked = 0
  const input: Input = {
    path: 'conn.log',
    get head() {
      asked++
      return Buffer.alloc(4)
    },
    async *chunks() {},
  }
  const watched = new Rotations().watch(input)
  expect(asked).toBe(0)
  expect([watched.head.length, watched.head.length, asked]).toEqual([4, 4, 2])
})
