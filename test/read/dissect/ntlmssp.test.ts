import { expect, test } from 'vitest'
import { DecodeError } from '../../../src/lib/errors.ts'
import { ntlmMessage } from '../../../src/read/dissect/auth/ntlmssp.ts'
import { authenticate, challenge, negotiate } from './ntlm.ts'
import { bytes, hex, le16, le32, text } from './talk.ts'

const nobody = { user: '', domain: '', client: '', server: '' }

test.each([
  ['who asks', negotiate, { ...nobody, type: 'negotiate' }],
  ['who is asked, by its DNS name', challenge('FILES', 'files.corp.example'), { ...nobody, type: 'challenge', server: 'files.corp.example' }],
  ['who is asked, by its NetBIOS name', challenge('FILES', ''), { ...nobody, type: 'challenge', server: 'FILES' }],
  ['who logs in', authenticate('CORP', 'alice', 'WS-17'), { type: 'authenticate', user: 'alice', domain: 'CORP', client: 'WS-17', server: '' }],
  ['nobody', authenticate('', '', ''), { ...nobody, type: 'authenticate' }],
  ['whatever wraps it', bytes(hex('a182020f 30 82 020b a282'), authenticate('CORP', 'Jürgen', 'WS')), { type: 'authenticate', user: 'Jürgen', domain: 'CORP', client: 'WS', server: '' }],
] as const)('a message tells %s', (_, message, told) => {
  expect(ntlmMessage(message)).toEqual(told)
}) // prettier-ignore

test('names may be in the OEM character set', () => {
  const message = bytes(text('NTLMSSP\0'), le32(3), new Uint8Array(24), le16(5), le16(5), le32(64), new Uint8Array(16), le32(0), text('guest')) // prettier-ignore
  expect(ntlmMessage(message)).toMatchObject({ domain: '', type: 'authenticate' })
})

test.each([
  ['negotiate', negotiate],
  ['challenge', challenge('FILES', 'files.corp.example')],
  ['authenticate', authenticate('CORP', 'alice', 'WS-17')],
])('a cut %s message is no message, or says so', (_, message) => {
  for (let length = 0; length < message.length; length++) {
    try {
      ntlmMessage(message.subarray(0, length))
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError)
    }
  }
})

test('other bytes are no message', () => {
  for (const other of [hex(''), text('NTLMSSP'), bytes(text('NTLMSSP\0'), le32(9))]) expect(ntlmMessage(other)).toBeUndefined() // prettier-ignore
})
