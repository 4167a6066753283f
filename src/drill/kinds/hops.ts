import type { Kind } from '../kind.ts'
import type { Host } from '../inventory.ts'
import { firstUsed, noClient } from './fan-outs.ts'

/** Goes on from each host that it reached. */
export const chain: Kind = {
  name: 'chain-of-3',
  title: 'goes from host to host three times, each session inside the one before',
  days: 1,
  play(stage) {
    let [at] = stage.clients()
    if (!at) return noClient
    const passed: Host[] = []
    let start = stage.usualTime(at)
    for (let hop = 0; hop < 3; hop++) {
      const service = firstUsed(stage, stage.dice.shuffled(['ssh', 'rdp', 'winrm', 'smb']))
      if (service === undefined) return 'nobody uses ssh, rdp, winrm or smb'
      const next: Host | undefined = stage
        .strangers(at, service, 30)
        .find(host => !passed.includes(host) && !stage.setting.cast.targets.has(host.device))
      if (!next) return 'too few hosts that it never used'
      stage.flow(at, next, service, start, { duration: stage.dice.between(3600, 7200) })
      passed.push(at)
      at = next
      start += stage.dice.between(180, 1500)
    }
    return ''
  },
}

/** Runs a program as PsExec does: a file onto an admin share, then a service that starts it. */
export const execution: Kind = {
  name: 'psexec',
  title: 'writes a program to an admin share of one or two hosts, and runs it as a service',
  days: 1,
  play(stage) {
    const service = stage.service('smb')
    if (service === undefined) return 'nobody uses smb'
    const src = stage.clients(
      host => stage.tells(host, service, 'rpc') && stage.tells(host, service, 'share'),
    )[0]
    if (!src) return 'no sensor tells shares and RPC operations of smb'
    let start = stage.usualTime(src)
    for (const dst of stage.strangers(src, service, stage.dice.whole(1, 2))) {
      const path = `\\\\${stage.setting.name(dst.device)}\\ADMIN$`
      const flow = stage.flow(src, dst, service, start)
      stage.event(flow, 'share', { detail: { path, type: 'DISK' } }, 1)
      if (stage.tells(src, service, 'file'))
        stage.event(flow, 'file', { detail: { action: 'open', name: 'agent.exe', path } }, 2)
      for (const [i, operation] of ['OpenSCManagerW', 'CreateServiceW', 'StartServiceW'].entries())
        stage.event(
          flow,
          'rpc',
          { detail: { interface: 'svcctl', operation, pipe: '\\PIPE\\svcctl' } },
          3 + i,
        )
      start += stage.dice.between(300, 2400)
    }
    return ''
  },
}

/** Opens a desktop by SSH, and then looks at its screen. */
export const sshThenVnc: Kind = {
  name: 'ssh-then-vnc',
  title: 'opens ssh and a minute later vnc to the same host, neither used before',
  days: 1,
  play(stage) {
    const [ssh, vnc] = [stage.service('ssh'), stage.service('vnc') ?? stage.service('ard')]
    if (ssh === undefined || vnc === undefined) return 'nobody uses ssh and vnc'
    const [src] = stage.clients()
    const dst =
      src && stage.strangers(src, vnc, 20).find(host => stage.strangers(src, ssh, 999).includes(host))
    if (!src || !dst) return noClient
    const start = stage.usualTime(src)
    stage.flow(src, dst, ssh, start, { duration: stage.dice.between(60, 600) })
    stage.flow(src, dst, vnc, start + stage.dice.between(20, 110), {
      duration: stage.dice.between(300, 3000),
    })
    return ''
  },
}

/** A server begins to act as a client. */
export const roleChange: Kind = {
  name: 'role-change',
  title: 'a server that hardly ever opens anything opens remote sessions to three to six hosts',
  days: 1,
  play(stage) {
    const service = firstUsed(stage, stage.dice.shuffled(['ssh', 'rdp', 'smb', 'winrm']))
    const [src] = stage.servers()
    if (!src || service === undefined) return 'no server that hardly ever opens anything'
    const targets = stage.strangers(src, service, stage.dice.whole(3, 6))
    if (targets.length < 3) return 'too few hosts that it never used'
    let start = stage.usualTime(src)
    for (const dst of targets) {
      stage.flow(src, dst, service, start)
      start += stage.dice.between(120, 1500)
    }
    return ''
  },
}
