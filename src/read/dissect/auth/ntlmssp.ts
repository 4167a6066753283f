import { Wire } from '../wire.ts'
import { indexOfText } from '../text.ts'

/** What an NTLMSSP message says of who logs in where (MS-NLMP); never a response, hash or key. */
export interface NtlmMessage {
  readonly type: 'negotiate' | 'challenge' | 'authenticate'
  readonly user: string
  readonly domain: string
  /** The client's host name. */
  readonly client: string
  /** The server's DNS name, else its NetBIOS name. */
  readonly server: string
}

const types = ['', 'negotiate', 'challenge', 'authenticate'] as const
const empty = { user: '', domain: '', client: '', server: '' }

const unicode = 1
const netbiosComputer = 1
const dnsComputer = 3

/** The NTLMSSP message in a token, raw or wrapped in SPNEGO; undefined where there is none. Throws DecodeError where it is cut. */
export function ntlmMessage(token: Uint8Array): NtlmMessage | undefined {
  const start = indexOfText(token, 'NTLMSSP\0')
  if (start < 0) return undefined
  const wire = new Wire('NTLMSSP message', token.subarray(start))
  const type = types[wire.u32(8)]
  if (type === 'challenge') return { type, ...empty, server: serverName(wire) }
  if (type === 'authenticate') return { type, ...empty, ...identity(wire) }
  return type === 'negotiate' ? { type, ...empty } : undefined
}

/** AUTHENTICATE_MESSAGE, 2.2.1.3. */
function identity(wire: Wire): Pick<NtlmMessage, 'user' | 'domain' | 'client'> {
  const isUnicode = wire.length < 64 || (wire.u32(60) & unicode) !== 0
  const field = (at: number): string => {
    const length = wire.u16(at)
    const offset = wire.u32(at + 4)
    if (length === 0) return ''
    return isUnicode ? wire.utf16(offset, length) : wire.text(offset, length)
  }
  return { domain: field(28), user: field(36), client: field(44) }
}

/** The computer's names in the target information of a CHALLENGE_MESSAGE, 2.2.1.2. */
function serverName(wire: Wire): string {
  if (wire.length < 48) return ''
  const names = new Map<number, string>()
  const end = wire.u32(44) + wire.u16(40)
  for (let at = wire.u32(44); at + 4 <= Math.min(end, wire.length);) {
    const length = wire.u16(at + 2)
    names.set(wire.u16(at), wire.utf16(at + 4, length))
    at += 4 + length
  }
  return names.get(dnsComputer) || names.get(netbiosComputer) || ''
}
