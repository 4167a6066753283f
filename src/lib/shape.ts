/** What a value read from a file must be: '' where it is, else where it is not and what is expected there. */
export type Shape = (value: unknown, at: string) => string

const expected =
  (what: string, fits: (value: unknown) => boolean): Shape =>
  (value, at) =>
    fits(value) ? '' : `${at ? `${at}: ` : ''}${what} is expected`

const isText = (value: unknown): value is string => typeof value === 'string'

export const text = expected('a text', isText)
export const number = expected('a number', Number.isFinite)
/** A text that passes a test. */
export const textThat = (what: string, fits: (text: string) => boolean): Shape =>
  expected(what, value => isText(value) && fits(value))
export const oneOf = (words: readonly string[]): Shape =>
  textThat(`one of ${words.join(', ')}`, word => words.includes(word))

const first = (reasons: Iterable<string>): string => {
  for (const reason of reasons) if (reason) return reason
  return ''
}

export const list =
  (shape: Shape): Shape =>
  (value, at) =>
    Array.isArray(value)
      ? first(value.map((one, i) => shape(one, `${at}[${i}]`)))
      : expected('a list', () => false)(value, at)

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object with these keys; more of them are passed over, and those after `?` may be missing. */
export const object = (keys: Readonly<Record<string, Shape>>): Shape => {
  const shapes = Object.entries(keys)
  return (value, at) => {
    if (!isObject(value)) return expected('a JSON object', () => false)(value, at)
    const values = new Map<string, unknown>(Object.entries(value))
    return first(
      shapes.map(([key, shape]) => {
        const name = key.replace('?', '')
        const absent = key.endsWith('?') && !values.has(name)
        return absent ? '' : shape(values.get(name), at ? `${at}.${name}` : name)
      }),
    )
  }
}

/** An object whose keys are from the input. */
export const dictionary =
  (shape: Shape): Shape =>
  (value, at) =>
    isObject(value)
      ? first(Object.entries(value).map(([key, one]) => shape(one, `${at}[${JSON.stringify(key)}]`)))
      : expected('a JSON object', () => false)(value, at)
