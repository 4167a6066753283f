import { expect, test } from 'vitest'
import type { Incident, Step } from '../src/detect/finding.ts'
import { HostNames } from '../src/flow/host-names.ts'
import { Hosts } from '../src/flow/hosts.ts'
import { namedSteps } from '../src/named-steps.ts'
import { defaultSite } from '../src/site/site.ts'

const step = { ts: 1000, src: '10.0.0.1', dst: '10.0.0.2', sensor: 'branch' } as Step
const incident = { steps: [step], caveats: ['before'] } as unknown as Incident
const sensors = [{ name: 'branch', space: 'b', inputs: new Map(), files: 0 }]

function named(claims: readonly string[], space = 'b') {
  const hosts = new Hosts()
  const names = new HostNames()
  for (const name of claims) names.add(space, hosts.id('10.0.0.1'), name, 'ntlm-client', 1000)
  const judged = { incidents: [incident], findings: [] }
  return namedSteps(judged, names, hosts, { name: '', config: defaultSite, sensors }).incidents[0]!
}

test('A step has the names that its ends had in the address plan of its sensor.', () => {
  expect(named(['pc1']).steps).toEqual([{ ...step, srcName: 'pc1' }])
  expect(named(['pc1']).names).toEqual({ '10.0.0.1': { name: 'pc1', by: 'ntlm-client', others: 0 } })
  expect(named(['pc1'], '')).toEqual(incident)
})

test('An address of many names is said to be one that hosts may share.', () => {
  expect(named(['a', 'b', 'c']).caveats).toEqual(['before'])
  expect(named(['a', 'b', 'c', 'd']).caveats[1]).toMatch(/^10\.0\.0\.1 had 4 names within half a day/)
})
