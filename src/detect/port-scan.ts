import { noAnswer, rejected } from '../flow/codes.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { plural, usualOf, type Detector, type View } from './detector.ts'

const window = 3600
/** Remote services that are looked for in vain on one host within an hour, as a client that tries a few ways in does. */
const ordinary = 2
/** Bits that one more of them is worth at most. */
const perPort = 2
const channel = 'ports in vain on one target'

/** Many ports of remote services tried on one target, of which most do not answer: a port scan as far as it can be seen here. */
export const portScan: Detector = {
  name: 'port-scan',
  title: 'Ports of several remote services tried on one target in vain',
  channels: [{ name: channel, prior: 0.3, needsHistory: false }],
  measure(view) {
    const flows = mostPorts(view)
    const failed = flows.filter(isFailed)
    const ports = new Set(failed.map(flow => flow.dstPort)).size
    if (ports <= ordinary || failed.length <= flows.length / 2) return []
    return [
      {
        channel,
        magnitude: ports - ordinary,
        most: perPort * ports,
        flows,
        techniques: ['T1046'],
        say: () => ({
          fact: `tried ${plural(ports, 'port')} of remote services on ${view.name(flows[0]!.dst)} in vain`,
          observed: `${plural(flows.length, 'connection')}, of which ${flows.length - failed.length} answered`,
          usual: usualOf(view.past, channel, ordinary),
        }),
      },
    ]
  },
}

const isFailed = (flow: DayFlow): boolean => flow.state === rejected || flow.state === noAnswer

/** The flows to the target on which the most ports failed, within an hour of the first that did. */
function mostPorts({ day }: View): DayFlow[] {
  const byTarget = new Map<number, DayFlow[]>()
  for (const flow of day.flows) {
    const list = byTarget.get(flow.target)
    if (list) list.push(flow)
    else byTarget.set(flow.target, [flow])
  }
  let best = { ports: 0, flows: [] as DayFlow[] }
  for (const all of byTarget.values()) {
    const first = all.find(isFailed)?.start ?? Infinity
    const flows = all.filter(flow => Math.abs(flow.start - first) <= window)
    const ports = new Set(flows.filter(isFailed).map(flow => flow.dstPort)).size
    if (ports > best.ports) best = { ports, flows }
  }
  return best.flows
}
