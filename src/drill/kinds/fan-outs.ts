import type { Kind } from '../kind.ts'
import type { Stage } from '../stage.ts'

const paces = {
  fast: { title: 'one every few seconds', targets: [6, 16], pause: [4, 30] },
  slow: { title: 'one every half an hour', targets: [4, 9], pause: [900, 2700] },
} as const

const services = ['ssh', 'winrm', 'rdp', 'smb']

/** Reaches many hosts that it never used, and gets in everywhere. */
const fanOut = (name: string, pace: keyof typeof paces): Kind => ({
  name: `${name}-fan-out-${pace}`,
  title: `opens ${name} to hosts it never used, ${paces[pace].title}, and gets in everywhere`,
  days: 1,
  play(stage) {
    const service = stage.service(name)
    if (service === undefined) return `nobody uses ${name}`
    const { targets, pause } = paces[pace]
    const [src] = stage.clients()
    if (!src) return noClient
    const reached = stage.strangers(src, service, stage.dice.whole(targets[0], targets[1]))
    if (reached.length < targets[0]) return 'too few hosts that it never used'
    let start = stage.usualTime(src)
    for (const dst of reached) {
      stage.flow(src, dst, service, start)
      start += stage.dice.between(pause[0], pause[1])
    }
    return ''
  },
})

export const noClient = 'no client with enough days of history is active on the day'

export const fanOuts: readonly Kind[] = services.flatMap(name => [fanOut(name, 'fast'), fanOut(name, 'slow')])

/** One new link a day over a week. */
export const slowLinks: Kind = {
  name: 'new-link-a-day',
  title: 'opens one host a day that it never used, over a week',
  days: 7,
  play(stage) {
    const service = firstUsed(stage, stage.dice.shuffled(['rdp', 'ssh', 'smb', 'winrm']))
    const [src] = stage.clients()
    if (!src || service === undefined) return noClient
    const targets = stage.strangers(src, service, 7)
    if (targets.length < 4) return 'too few hosts that it never used'
    targets.forEach((dst, i) => {
      const day = stage.setting.day - targets.length + 1 + i
      stage.flow(src, dst, service, stage.usualTime(src, day))
    })
    return ''
  },
}

export const firstUsed = (stage: Stage, names: readonly string[]): number | undefined =>
  names.map(name => stage.service(name)).find(code => code !== undefined)
