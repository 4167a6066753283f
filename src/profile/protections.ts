import type { Event } from '../flow/event.ts'

/** One way in which a session is protected, and how well: the higher the better. */
export interface Protection {
  readonly scale: string
  readonly level: number
  /** As the sensor said it. */
  readonly word: string
}

/** What a fact's words say of protection, weakest first; words that no row fits say nothing. */
interface Scale {
  readonly name: string
  readonly kind: Event['kind']
  readonly field: 'method' | 'cipher' | 'dialect' | 'security'
  readonly levels: readonly RegExp[]
}

const scales: readonly Scale[] = [
  { name: 'log-in', kind: 'login', field: 'method', levels: [/^(none|basic|anonymous)$/i, /^(ntlm|password|digest)$/i, /^(kerberos|publickey|negotiate)$/i] },
  { name: 'Kerberos encryption', kind: 'login', field: 'cipher', levels: [/^des-/i, /^(rc4|arcfour)/i, /^(aes|camellia)/i] },
  { name: 'SMB dialect', kind: 'client', field: 'dialect', levels: [/^(NT LM|LANMAN|PC NETWORK)/i, /^(SMB ?)?2\./i, /^(SMB ?)?3\./i] },
  { name: 'SMB signing', kind: 'client', field: 'security', levels: [/^no signing/, /^signing enabled/, /^signing required/] },
  { name: 'RDP security', kind: 'client', field: 'security', levels: [/^(RDP|standard)/i, /^(SSL|TLS)$/i, /^HYBRID/i] },
] // prettier-ignore

/** How well an event says that its session is protected. */
export const protections = ({ kind, detail }: Event): Protection[] =>
  scales.flatMap(scale => {
    const word = scale.kind === kind ? String(detail[scale.field] ?? '') : ''
    const level = word ? scale.levels.findIndex(pattern => pattern.test(word)) : -1
    return level < 0 ? [] : [{ scale: scale.name, level, word }]
  })

/** The weakest that each link's sessions ever were, by scale, and on how many days it was told. */
export class ProtectionHabit {
  readonly #links = new Map<string, { level: number; word: string; days: number; last: number }>()

  learn(link: number, day: number, found: readonly Protection[]): void {
    for (const { scale, level, word } of found) {
      const key = `${link} ${scale}`
      const known = this.#links.get(key)
      if (!known) this.#links.set(key, { level, word, days: 1, last: day })
      else {
        if (known.last !== day) known.days++
        known.last = day
        if (level < known.level) Object.assign(known, { level, word })
      }
    }
  }

  /** The weakest so far; undefined where the link's sessions never told. */
  of(
    link: number,
    scale: string,
  ): { readonly level: number; readonly word: string; readonly days: number } | undefined {
    return this.#links.get(`${link} ${scale}`)
  }
}
