import { findSlot } from './fields.ts'
import type { LogRecord } from './record.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a line holds; undefined where it holds none. */
export function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** An object's values under dotted names. */
export function flatten(object: JsonObject): Readonly<Record<string, unknown>> {
  const flat = new Map<string, unknown>()
  const put = (name: string, value: unknown, depth: number): void => {
    if (!isObject(value)) flat.set(name, value)
    else if (depth < 8)
      for (const [key, inner] of Object.entries(value)) put(name ? `${name}.${key}` : key, inner, depth + 1)
  }
  put('', object, 0)
  return Object.fromEntries(flat)
}

/** Puts an object's fields into a record: nested ones (`{"id": {"orig_h": …}}`) under dotted names. */
export function fill(record: LogRecord, object: JsonObject): void {
  record.from.fill(-1)
  const parts: string[] = []
  let length = 0
  const put = (name: string, value: unknown): void => {
    if (isObject(value)) {
      if (name.indexOf('.') < 0)
        for (const [key, inner] of Object.entries(value)) put(`${name}.${key}`, inner)
      return
    }
    const slot = findSlot(name)
    const text = slot < 0 ? '' : valueText(value)
    if (text === '' || text === '-' || text === '(empty)') return
    const bytes = Buffer.byteLength(text)
    record.from[slot] = length
    record.to[slot] = length += bytes
    parts.push(text)
  }
  for (const [name, value] of Object.entries(object)) put(name, value)
  record.bytes = Buffer.from(parts.join(''))
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.filter(item => typeof item !== 'object').join(',')
  return value === null || value === undefined ? '' : String(value)
}
