import { maxIndex } from 'd3-array'
import type { Input } from '../open/input.ts'
import { localTime, type LocalTime } from '../lib/time.ts'

/** A log between two rotations: wall-clock seconds by its name or header, and epoch seconds of what is in it. */
interface Rotated {
  readonly open: number
  readonly close: number
  readonly first: number
  readonly last: number
}

/** A time zone by which logs were rotated. */
export interface SeenZone {
  readonly zone: string
  /** `UTC−5`, on the last of these days. */
  readonly offset: string
}

const day = 86_400
/** Logs that are looked at, and those that must agree. */
const files = { most: 2000, least: 3 }
/** The share of logs that a zone must fit, and by how much better than the site's own. */
const fit = { least: 0.9, better: 0.3 }
/** Seconds that rows may be older than their log, which is written when a connection ends, and younger. */
const slack = { before: 600, after: 60 }
/** Bytes of a log's end, and rows of its start, in which its times are looked for. */
const tailBytes = 4096
const firstRows = 3

/** Zones by which sensors are likely to rotate; of those that fit alike the first is proposed. */
const zones = [
  'America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'Europe/London', 'Europe/Berlin',
  'Europe/Helsinki', 'Europe/Moscow', 'Asia/Kolkata', 'Asia/Shanghai', 'Asia/Tokyo', 'Australia/Sydney', 'America/Sao_Paulo',
  'Asia/Dubai', 'Asia/Bangkok', 'Pacific/Auckland', 'America/Phoenix', 'America/Halifax', 'America/Bogota',
  'America/Anchorage', 'Pacific/Honolulu', 'Australia/Brisbane', 'Australia/Adelaide', 'Asia/Karachi', 'Asia/Dhaka',
  'Asia/Kathmandu', 'Asia/Tehran', 'Asia/Kabul', 'Asia/Yangon', 'America/St_Johns', 'Atlantic/Azores', 'UTC',
] // prettier-ignore

/** Tells by which local time Zeek's logs were rotated: their names and headers are local, their rows are in UTC. */
export class Rotations {
  readonly #logs: Rotated[] = []

  /** The same input, looked at while it is read; its head stays where it is until it is asked for. */
  watch = (input: Input): Input => ({
    path: input.path,
    get head() {
      return input.head
    },
    chunks: () => this.#chunks(input),
  })

  async *#chunks(input: Input): AsyncGenerator<Uint8Array> {
    let tail = Buffer.alloc(0)
    for await (const chunk of input.chunks()) {
      const end = Buffer.from(chunk.subarray(-tailBytes))
      tail = end.length < tailBytes ? Buffer.concat([tail, end]).subarray(-tailBytes) : end
      yield chunk
    }
    this.#add(input, tail)
  }

  #add(input: Input, tail: Buffer): void {
    if (this.#logs.length >= files.most) return
    const start = Buffer.from(input.head).toString('latin1')
    const end = tail.toString('latin1')
    const between = ofName(input.path) ?? ofHeader(start, end)
    const firsts = timesIn(start)
      .slice(0, firstRows)
      .sort((a, b) => a - b)
    const last = timesIn(end)
      .sort((a, b) => a - b)
      .at(-1)
    if (!between || last === undefined || !firsts.length) return
    this.#logs.push({ ...between, first: firsts[firsts.length >> 1]!, last })
  }

  /** The zone that fits the logs where the site's own, whose time is given, does not. */
  zone(own: LocalTime): SeenZone | undefined {
    const logs = this.#logs
    if (logs.length < files.least) return undefined
    const share = (time: LocalTime) => logs.filter(log => fits(log, time)).length / logs.length
    const known = share(own)
    if (known >= fit.least) return undefined
    const all = zones.map(zone => ({ zone, time: localTime(zone) }))
    const shares = all.map(({ time }) => share(time))
    const at = maxIndex(shares)
    if (shares[at]! < fit.least || shares[at]! < known + fit.better) return undefined
    const { zone, time } = all[at]!
    return { zone, offset: offsetText(time, logs.at(-1)!.last) }
  }
}

const fits = ({ open, close, first, last }: Rotated, time: LocalTime): boolean =>
  time.wall(first) >= open - slack.before && time.wall(last) <= close + slack.after

function offsetText(time: LocalTime, at: number): string {
  const minutes = Math.round((time.wall(at) - at) / 60)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

/** `2026-11-02/conn.00:00:00-01:00:00.log.gz`, as zeekctl rotates. */
const zeekctl =
  /(\d{4}-\d\d-\d\d)[/\\][^/\\]*\.(\d\d)[:_-](\d\d)[:_-](\d\d)-(\d\d)[:_-](\d\d)[:_-](\d\d)\.log/
/** `conn.2026-11-02-00-00-00.log`, as Zeek does by itself: by when it was closed nothing is known. */
const alone = /\.(\d{4}-\d\d-\d\d)[-_](\d\d)[:_-](\d\d)[:_-](\d\d)\.log/

type Between = Pick<Rotated, 'open' | 'close'>

function ofName(path: string): Between | undefined {
  const [, date, ...times] = zeekctl.exec(path) ?? alone.exec(path) ?? []
  const midnight = date === undefined ? NaN : Date.parse(`${date}T00:00:00Z`) / 1000
  if (Number.isNaN(midnight)) return undefined
  const [open = 0, close] = [times.slice(0, 3), times.slice(3)].map(seconds)
  if (close === undefined) return { open: midnight + open, close: Infinity }
  return { open: midnight + open, close: midnight + close + (close <= open ? day : 0) }
}

const seconds = (parts: readonly string[]): number | undefined =>
  parts.length ? parts.reduce((sum, part) => 60 * sum + Number(part), 0) : undefined

/** `#open` and `#close` of TSV. */
function ofHeader(start: string, end: string): Between | undefined {
  const [open, close] = [/^#open\s+(\S+)/m.exec(start), /^#close\s+(\S+)/m.exec(end)].map(found =>
    wallOf(found?.[1]),
  )
  return open === undefined || close === undefined || close <= open ? undefined : { open, close }
}

function wallOf(text = ''): number | undefined {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)-(\d\d-\d\d-\d\d)$/.exec(text) ?? []
  const at = date && time ? Date.parse(`${date}T${time.replaceAll('-', ':')}Z`) / 1000 : NaN
  return Number.isNaN(at) ? undefined : at
}

/** The times at the starts of rows. */
const timesIn = (text: string): number[] =>
  Array.from(text.matchAll(/^(?:\{"ts":\s*|\{.{0,500}?"ts":\s*)?(\d{9,10}\.\d{1,9})(?=[\t,}])/gm), ([, ts]) =>
    Number(ts),
  )
