import { noAnswer, rejected } from '../../flow/codes.ts'
import type { Kind } from '../kind.ts'
import { firstUsed, noClient } from './fan-outs.ts'

/** Tries SMB at many hosts; those that do not serve it refuse or stay silent. */
export const smbSweep: Kind = {
  name: 'smb-sweep',
  title: 'tries smb at dozens of hosts within minutes, many in vain',
  days: 1,
  play(stage) {
    const service = stage.service('smb')
    const [src] = stage.clients()
    if (!src || service === undefined) return service === undefined ? 'nobody uses smb' : noClient
    const targets = stage.dice.shuffled(stage.strangers(src, service, stage.dice.whole(25, 60)))
    if (targets.length < 10) return 'too few hosts that it never used'
    let start = stage.usualTime(src)
    for (const dst of targets) {
      const failed = stage.dice.share() < 0.5 ? noAnswer : rejected
      stage.flow(src, dst, service, start, dst.clients.has(service) ? {} : { state: failed })
      start += stage.dice.between(1, 10)
    }
    return ''
  },
}

/** Guesses passwords at one host until one fits. */
export const guessing: Kind = {
  name: 'password-guessing',
  title: 'tries dozens of passwords at one host, and gets in',
  days: 1,
  play(stage) {
    const service = firstUsed(stage, stage.dice.shuffled(['ssh', 'rdp']))
    const [src] = stage.clients()
    if (!src || service === undefined) return service === undefined ? 'nobody uses ssh or rdp' : noClient
    const [dst] = stage.strangers(src, service, 1)
    if (!dst) return 'too few hosts that it never used'
    const told = stage.tells(src, service, 'login')
    let start = stage.usualTime(src)
    for (let left = stage.dice.whole(30, 80); left > 0; left--) {
      const sizes = { srcBytes: stage.dice.between(1600, 2600), dstBytes: stage.dice.between(2200, 3200) }
      const flow = stage.flow(src, dst, service, start, { ...sizes, duration: stage.dice.between(2, 6) })
      if (told) stage.event(flow, 'login', { user: 'root', outcome: 'failure' })
      start += stage.dice.between(3, 12)
    }
    const last = stage.flow(src, dst, service, start)
    if (told) stage.event(last, 'login', { user: 'root', outcome: 'success' })
    return ''
  },
}
