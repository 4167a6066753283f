import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { Services } from '../../../src/flow/services.ts'
import { shared, testShared } from '../../helpers.ts'
import { captureBytes, inputOf, newContext, readCapturesIn } from '../pcap-helpers.ts'

const dpd = shared('corpora/dpd/')

testShared('JA3 and JA4 are those of Arkime', { timeout: 20_000 }, async () => {
  const missed: string[] = []
  let compared = 0
  for (const { pcap, expect: sessions } of JSON.parse(readFileSync(`${dpd}arkime.json`, 'utf8')).pcaps) {
    const wanted = sessions.filter((session: { details?: { tls?: { ja3?: string[] } } }) => session.details?.tls?.ja3)
    // Inside LDAP and OpenVPN nothing is looked for.
    if (wanted.length === 0 || /^(ldap-ssl|openvpn)/.test(pcap)) continue
    // What is said only of a remote service's port is said of all of these.
    const services = new Services({ rdp: wanted.map(({ dport }: { dport: number }) => dport) })
    const { events, context } = await readCapturesIn({ ...newContext(), services }, inputOf(pcap, captureBytes(`${dpd}arkime/${pcap}`)))
    for (const { dst, dport, details } of wanted) {
      compared++
      const said = events.filter(event => event.dstPort === dport && context.hosts.text(event.dst) === dst)
      const has = said.some(({ detail }) => details.tls.ja3.includes(detail.ja3) && (details.tls.ja4 ?? [detail.ja4]).includes(detail.ja4))
      if (!has) missed.push(`${pcap} ${dst}:${dport} ${JSON.stringify(details.tls.ja4)} ${JSON.stringify(said.map(e => e.detail))}`)
    }
  }
  expect(compared).toBe(8)
  expect(missed).toEqual([])
}) // prettier-ignore
