import { byPort } from '../flow/codes.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { plural, type Detector, type View } from './detector.ts'

/** A remote service that its payload shows on a port that is not its own. */
export const oddPort: Detector = {
  name: 'odd-port',
  title: 'A remote service on a port that is not its own, by what the payload or the sensor shows',
  channels: [{ name: 'odd-port', prior: 0.3, needsHistory: false }],
  measure(view) {
    const flows = view.day.flows.filter(
      flow =>
        flow.serviceBy !== byPort && isOdd(view, flow) && !view.past.linkDays(flow.target, flow.service),
    )
    if (!flows.length) return []
    const ports = [
      ...new Set(flows.map(flow => `${view.services.name(flow.service)} on port ${flow.dstPort}`)),
    ]
    return [
      {
        channel: 'odd-port',
        magnitude: 3 * ports.length,
        most: 12,
        flows,
        techniques: [
          'T1571',
          ...new Set(flows.map(flow => view.services.row(flow.service).technique)),
        ].filter(Boolean),
        say: () => ({
          fact: ports.slice(0, 3).join(', '),
          observed: plural(flows.length, 'flow'),
          usual: `${view.services.name(flows[0]!.service)} has port ${view.services.row(flows[0]!.service).tcp.join(', ')}`,
        }),
      },
    ]
  },
}

/** A port that a service shares with others is its own too. RPC hands out ports above 1,023 (RFC 6335's user and dynamic ranges): none of them is odd. */
const isOdd = ({ services }: View, { protocol, dstPort, service }: DayFlow): boolean =>
  services.byPort(protocol, dstPort) !== service &&
  !services.row(service).tcp.includes(dstPort) &&
  services.hasPort(service) &&
  !(services.name(service) === 'rpc' && dstPort > 1023)
