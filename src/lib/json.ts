/** Where a text stops being JSON: from 1, and the character that cannot stand there ('' where the text ends too early). */
export interface JsonMistake {
  readonly line: number
  readonly column: number
  readonly character: string
}

/** The value of a JSON text (a byte order mark before it is passed over), or the first mistake in it. */
export function parseJson(text: string): { value: unknown } | { mistake: JsonMistake } {
  const bare = text.replace(/^\ufeff/, '')
  try {
    return { value: JSON.parse(bare) as unknown }
  } catch {
    return { mistake: mistakeIn(bare) }
  }
}

/** How many lists and objects of a JSON text are open at once, at most: what parses or prints values calls itself as often. */
export function nesting(text: string): number {
  let open = 0
  let most = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') most = Math.max(most, ++open)
    else if (token === ']' || token === '}') open--
  }
  return most
}

/** Engines word their complaints differently and often without a place, so the place is found by parsing beginnings. */
function mistakeIn(text: string): JsonMistake {
  let good = 0
  let bad = text.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (mayGoOn(text.slice(0, middle))) good = middle
    else bad = middle
  }
  const before = text.slice(0, good).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1, character: text.slice(good, good + 1) }
}

/** Whether a text is JSON, or could become JSON by what follows it. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const message = (error as Error).message
    const place = /at position (\d+)/.exec(message)
    return place ? Number(place[1]) >= text.length : /^Unexpected end/.test(message)
  }
}
