/** TELNET's commands (RFC 854). */
export const iac = 255
const se = 240
const sb = 250
const will = 251
const dont = 254

/** Takes the text out of one direction, however its commands are cut. */
export class TelnetText {
  #state: 'text' | 'command' | 'option' | 'inside' | 'inside-command' = 'text'

  /** What of `bytes` is text. */
  take(bytes: Uint8Array): string {
    let text = ''
    for (const byte of bytes) if (this.#isText(byte)) text += String.fromCharCode(byte)
    return text
  }

  #isText(byte: number): boolean {
    switch (this.#state) {
      case 'text':
        if (byte !== iac) return true
        this.#state = 'command'
        return false
      case 'command':
        this.#state = byte === sb ? 'inside' : byte >= will && byte <= dont ? 'option' : 'text'
        return false
      case 'option':
        this.#state = 'text'
        return false
      case 'inside':
        if (byte === iac) this.#state = 'inside-command'
        return false
      case 'inside-command':
        this.#state = byte === se ? 'text' : 'inside'
        return false
    }
  }
}

/** Options that are in use (IANA's registry of them goes to 49). */
const lastOption = 49

/**
 * Whether a side's first bytes are TELNET's: text, if any, then a command about an option. Undefined while there is
 * nothing but text.
 */
export function isTelnet(bytes: Uint8Array): boolean | undefined {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === iac) return isNegotiation(bytes, at)
    if ((byte < 32 && (byte < 7 || byte > 13) && byte !== 27 && byte !== 0) || byte === 127) return false
  }
  return undefined
}

/** One command about an option and the start of what follows, which is a command again, or text, or nothing. */
function isNegotiation(bytes: Uint8Array, at: number): boolean | undefined {
  if (bytes.length < at + 3) return undefined
  const verb = bytes[at + 1]!
  const next = bytes[at + 3] ?? iac
  const goesOn = next === iac || (next < 127 && (next >= 32 || next === 13 || next === 10 || next === 27))
  return verb >= will && verb <= dont && bytes[at + 2]! <= lastOption && goesOn
}
