import { untagged } from './wrapping.ts'

/** A line without what shippers put before it, and what that says it is of: a file, a program, a container. '' where nothing does. */
export interface Unframed {
  readonly text: string
  readonly source: string
}

const time = String.raw`(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[-+]\d\d:?\d\d)?)`

/** A tab as it is, and as syslog daemons write it: rsyslog in octal behind `#` or a backslash, or as C does; sysklogd with a caret. */
const tab = String.raw`(?:\t|#011|\\011|\\t|\^I)`
/** What a line of a record begins with: an object, a header's line, an epoch and a tab. */
const start = String.raw`(?:\{|@cee:|#[a-z_]{4,13}(?:${tab}| )|\d{9,10}\.\d{1,9}${tab})`
const starts = new RegExp(`^${start}`)
const priority = String.raw`(?:\d{1,6} )?(?:<\d{1,3}>)`

/** Of each way to put something before a line, in the order in which they are tried. They may be one in another. */
const frames: readonly RegExp[] = [
  // RFC 5424, with or without the octets counted (RFC 6587): version, time, host, program, process, message, structured data.
  String.raw`^${priority}\d{1,2} \S+ \S+ (?<source>\S+) \S+ \S+ (?:-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?\ufeff?`,
  // Kubernetes' container logs: P is a part of a line, F the whole or its last part (kubernetes/design-proposals, CRI logging).
  String.raw`^${time} (?<stream>stdout|stderr) (?<part>[PF])(?::\S+)? `,
  // Docker compose and kubectl logs --prefix.
  String.raw`^(?<source>[\w.-]{1,128}) +\| ?`,
  String.raw`^\[(?<source>[^\]\s]{1,512})\] `,
  // RFC 3164 and what daemons make of it: a time, a host, a program. A time alone, as docker logs -t has it.
  String.raw`^${priority}? ?${time}:? +(?:(?!${start})\S{1,255} +){0,3}?(?:(?!${start})(?<source>[^\s:[\]{]{1,255})(?:\[[^\]\s]{0,64}\])?: ?)?(?=${start})`,
  // grep and its kin: a file's name, a line's number, or both.
  String.raw`^\d{1,12}[:-](?=${start})`,
  String.raw`^(?<source>[^\t{}"]{1,4096}?)[:-](?:\d{1,12}[:-])?(?=${start}|<\d|${time} |[\w.-]{1,128} +\| )`,
].map(pattern => new RegExp(pattern))

/** grep of a syslog of a container's log, and one more. */
const deepest = 5
/** Colours of docker compose. */
const colours = /\x1b\[[\d;]*m/g

const writtenTab = new RegExp(`^(?:#[a-z_]{4,13}|\\d{9,10}\\.\\d{1,9})(#011|\\\\011|\\\\t|\\^I)`)

/** A line's text with its tabs, where a daemon wrote all of them in letters. */
function tabbed(text: string): string {
  const written = text.includes('\t') ? undefined : writtenTab.exec(text)?.[1]
  return written === undefined ? text : text.replaceAll(written, '\t')
}

/** Lines that wait for the rest of theirs, at most, and how long they may get. */
const mostParts = 1000
const longestPart = 1 << 20

/** Takes off what syslog, containers and grep put before lines, and joins the parts of lines that Kubernetes cuts. */
export class Unframer {
  readonly #parts = new Map<string, string>()

  /** The line without its frames; undefined for a part of a line whose rest is to come. */
  line(line: string): Unframed | undefined {
    let text = line.includes('\x1b') ? line.replaceAll(colours, '') : line
    let source = ''
    for (let depth = 0; depth < deepest && !starts.test(text); depth++) {
      const found = firstFrame(text)
      if (!found) break
      text = text.slice(found[0].length)
      source ||= found.groups?.source ?? ''
      const joined = this.#joined(found.groups?.part, `${source} ${found.groups?.stream}`, text)
      if (joined === undefined) return undefined
      text = joined
    }
    if (text.startsWith('@cee:')) text = text.slice(5).trimStart()
    return { text: tabbed(untagged(text)), source }
  }

  /** How many lines have not come to their end. */
  get unfinished(): number {
    return this.#parts.size
  }

  #joined(part: string | undefined, stream: string, text: string): string | undefined {
    if (part === undefined) return text
    const whole = (this.#parts.get(stream) ?? '') + text
    this.#parts.delete(stream)
    if (part === 'F' || whole.length > longestPart || this.#parts.size >= mostParts) return whole
    this.#parts.set(stream, whole)
    return undefined
  }
}

function firstFrame(text: string): RegExpExecArray | undefined {
  for (const frame of frames) {
    const found = frame.exec(text)
    if (found && found[0] !== '') return found
  }
  return undefined
}
