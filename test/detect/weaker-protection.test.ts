import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

/** Two weeks of office, judged on the Friday of the second. */
const friday = 11

type Fact = readonly [kind: 'login' | 'client', detail: Readonly<Record<string, string>>]

/** A workstation whose session of a service tells one fact on each of ten days, and others on the last. */
async function lastTold(service: string, usual: Fact, last: readonly Fact[], sometimes = usual) {
  const scene = new Scene().office(friday + 1)
  for (let day = 0; day <= friday; day++) {
    if (day % 7 > 4) continue
    const uid = scene.flow(day, 10, '10.0.1.12', '10.0.9.1', service)
    for (const [kind, detail] of day === friday ? last : [day === 4 ? sometimes : usual])
      scene.event(uid, kind, detail)
  }
  const { findings } = await scene.judge(friday)
  return findings.filter(({ detector }) => detector === 'weaker-protection')
}

const ntlm = ['login', { method: 'ntlm' }] as const
const kerberos = ['login', { method: 'kerberos', cipher: 'aes256-cts-hmac-sha1-96' }] as const

test.each<[string, Fact, Fact, RegExp, string]>([
  ['smb', kerberos, ntlm, /weaker log-in to 10\.0\.9\.1 over smb than ever/, 'T1550.002'],
  [
    'smb',
    kerberos,
    ['login', { method: 'kerberos', cipher: 'rc4-hmac' }],
    /Kerberos encryption/,
    'T1550.002',
  ],
  ['smb', ['client', { dialect: '3.1.1' }], ['client', { dialect: '2.0.2' }], /SMB dialect/, 'T1562.010'],
  [
    'smb',
    ['client', { security: 'signing required' }],
    ['client', { security: 'signing enabled' }],
    /SMB signing/,
    'T1562.010',
  ],
  [
    'rdp',
    ['client', { security: 'HYBRID_EX' }],
    ['client', { security: 'SSL' }],
    /RDP security/,
    'T1562.010',
  ],
  ['ssh', ['login', { method: 'publickey' }], ['login', { method: 'password' }], /log-in/, 'T1078'],
] as const)(
  '%s: %o, and one day %o, is weaker than ever',
  async (service, usual, weaker, fact, technique) => {
    const [finding] = await lastTold(service, usual, [weaker])
    expect(finding?.because[0]!.fact).toMatch(fact)
    expect(finding?.techniques).toEqual([technique])
  },
)

test('what a link did once before, or does better than ever, is no weaker protection', async () => {
  expect(await lastTold('smb', kerberos, [ntlm], ntlm)).toEqual([])
  expect(await lastTold('smb', ntlm, [kerberos])).toEqual([])
  expect(await lastTold('smb', kerberos, [['login', { method: 'something new' }]])).toEqual([])
})
