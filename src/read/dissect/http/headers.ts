/** What of an HTTP message's head is of use here. */
export interface Head {
  /** The request line or the status line. */
  readonly first: string
  readonly agent: string
  readonly server: string
  /** What the connection is to become. */
  readonly upgrade: string
  /** All values of Authorization (a request's) or WWW-Authenticate (a response's). */
  readonly auth: readonly string[]
  /** Bytes of the body; -1 where the head does not say (chunks, or until the end). */
  readonly bodyLength: number
}

const maxHead = 16 * 1024

/**
 * How many bytes there must be at least until a head ends, which CR LF CR LF or LF LF does, from the `have` at `at`:
 * `have` itself where it ends there, negative where it is too long.
 */
export function wantHead(bytes: Uint8Array, at: number, have: number): number {
  if (have < 4) return 4
  if (have > maxHead) return -1
  const last = bytes[at + have - 1]!
  if (last !== 10 && last !== 13) return have + 2
  const [a, b] = [bytes[at + have - 2], bytes[at + have - 3]]
  const ends = last === 10 && (a === 10 || (a === 13 && b === 10))
  return ends ? have : have + 1
}

/** The head in `text`. */
export function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split(/\r?\n/)
  let agent = ''
  let server = ''
  let upgrade = ''
  let bodyLength = -1
  const auth: string[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).trim()
    switch (line.slice(0, colon).toLowerCase()) {
      case 'user-agent':
        agent = value
        break
      case 'server':
        server = value
        break
      case 'upgrade':
        upgrade = value.toLowerCase()
        break
      case 'content-length':
        if (/^\d{1,15}$/.test(value)) bodyLength = Number(value)
        break
      case 'authorization':
      case 'www-authenticate':
        auth.push(value)
    }
  }
  return { first, agent, server, upgrade, auth, bodyLength }
}
