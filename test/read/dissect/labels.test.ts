import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { shared, testShared } from '../../helpers.ts'
import { byPayload } from '../../../src/flow/codes.ts'
import { captureBytes, inputOf, readCaptures } from '../pcap-helpers.ts'

interface Labelled {
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
}

const dpd = shared('corpora/dpd/')
const json = (name: string) => JSON.parse(readFileSync(dpd + name, 'utf8'))
const carriers = ['http', 'tls', 'kerberos', 'ldap', 'dhcp', 'dns', 'netbios']

/** The service that payload showed for each flow of a capture; none where the port or nothing told it. */
async function recognised(path: string): Promise<(flow: Labelled, transport: string) => string> {
  const { flows } = await readCaptures(inputOf(path, captureBytes(path)))
  const services = new Map<string, string>()
  for (const flow of flows)
    if (flow.serviceBy === byPayload) {
      services.set(`${flow.from} ${flow.to} ${flow.protocol}`, flow.serviceText)
      services.set(`${flow.to} ${flow.from} ${flow.protocol}`, flow.serviceText)
    }
  return ({ src, sport, dst, dport }, transport) =>
    services.get(`${src}:${sport} ${dst}:${dport} ${transport.toLowerCase() === 'tcp' ? 6 : 17}`) ?? ''
}

testShared(
  "of nDPI's labelled flows every remote service is recognised, and nothing else is taken for one",
  { timeout: 60_000 },
  async () => {
    const names: Record<string, string> = { dcerpc: 'rpc' }
    const missed: string[] = []
    const wrong: string[] = []
    let remote = 0
    let flows = 0
    for (const { pcap, flows: labelled } of json('dpd.json').pcaps) {
      const serviceOf = await recognised(`${dpd}pcap/${pcap}`)
      for (const flow of labelled) {
        if (flow.doubtful || !/^(TCP|UDP)$/i.test(flow.proto)) continue
        flows++
        const service = serviceOf(flow, flow.proto)
        const label = names[flow.label] ?? flow.label
        const where = `${pcap} ${flow.src}:${flow.sport} ${flow.dst}:${flow.dport} ${flow.ndpi}: ${service}`
        if (flow.remote && ++remote && service !== label) missed.push(where)
        if (service !== '' && !carriers.includes(service) && service !== label) wrong.push(where)
      }
    }
    expect(flows).toBeGreaterThan(5000)
    expect(missed).toEqual([])
    expect(wrong).toEqual([])
    expect(remote).toBe(16)
  },
)

testShared(
  'of the flows in which tshark finds such a protocol, all that a server answers are recognised',
  { timeout: 60_000 },
  async () => {
    const names: Record<string, string> = { rfb: 'vnc', dcerpc: 'rpc', krb5: 'kerberos' }
    const missed: string[] = []
    let flows = 0
    for (const { pcap, flows: dissected } of json('suricata.json').pcaps) {
      const serviceOf = await recognised(`${dpd}suricata/${pcap}`)
      for (const flow of dissected) {
        flows++
        const wanted = flow.protocol.map((name: string) => names[name] ?? name)
        const service = serviceOf(flow, flow.proto)
        if (!wanted.includes(service)) missed.push(`${pcap} ${flow.dst}:${flow.dport} ${wanted}: ${service}`)
      }
    }
    expect(flows).toBe(123)
    // A request that is only acknowledged, and a payload that is HTTP.
    expect(missed).toEqual([
      'dcerpc__dcerpc-dce-stub-data-03.pcap 192.168.1.2:135 rpc: ',
      'output-eve-anomaly-02.pcap 10.16.1.1:22 ssh: http',
    ])
  },
)
