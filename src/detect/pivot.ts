import type { Session } from '../profile/sessions.ts'
import type { Detector, View } from './detector.ts'

/** Hops from which on a run of sessions is worth telling: two are what every jump host does. */
const enough = 3

/**
 * Sessions inside sessions: A opens B, B opens C while A's session lives, and C goes on. Where there is history,
 * chains are found by their surprise instead (stories.ts), and ordinary jump hosts stay quiet.
 */
export const pivot: Detector = {
  name: 'pivot',
  title: 'A host that is being worked on from outside opens a session onward: chains of three hops and more',
  channels: [{ name: 'hops in a row', prior: 0.7, needsHistory: false }],
  measure(view) {
    if (!view.sessions) return []
    let longest: Session[] = []
    for (const flow of view.day.flows) {
      const before = view.sessions.leadingTo(view.day.src, flow.start)
      const home = before.some(({ source }) => source === flow.target)
      if (before.length >= longest.length && before.length && !home)
        longest = [...before, { source: view.day.src, flow }]
    }
    if (longest.length < enough) return []
    const flows = longest.map(({ flow }) => flow)
    return [
      {
        channel: 'hops in a row',
        magnitude: 2 * longest.length,
        flows,
        techniques: [...new Set(flows.map(flow => view.services.row(flow.service).technique))].filter(
          Boolean,
        ),
        say: () => ({
          fact: `${longest.length} sessions in a row, each opened while the one before lived or within two minutes: ${path(view, longest)}`,
          observed: `${longest.length} hops`,
          usual: '',
        }),
      },
    ]
  },
}

const path = (view: View, sessions: readonly Session[]): string =>
  [view.name(sessions[0]!.flow.src), ...sessions.map(({ flow }) => view.name(flow.dst))].join(' → ')
