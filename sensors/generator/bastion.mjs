/** The bastion, the one door to the internet. */
import { at } from './day.mjs'
import { hq, outside } from './hosts.mjs'
import { log, ssh } from './services.mjs'

/** Thirty failures from one address within half an hour are what Zeek's own script gives a notice for. */
function guess(day, draw) {
  const src = { name: 'outside', address: outside(draw), os: 'linux' }
  const from = at(day, draw.between(0, 22))
  const flows = Array.from({ length: draw.whole(32, 44) }, (_, i) =>
    ssh(day, draw, {
      ts: from + i * draw.between(18, 22),
      src,
      dst: hq.bastion,
      auth: false,
      client: 'SSH-2.0-Go',
    }),
  )
  log(day, 'notice', flows[30], 5, {
    note: 'SSH::Password_Guessing',
    msg: `${src.address} appears to be guessing SSH passwords (seen in 30 connections).`,
    sub: `Sampled servers:  ${hq.bastion.address}`,
  })
}

/** The internet at the bastion's door; the door holds, and some of ours come in by it. */
export function bastion(day, draw) {
  const guests = Array.from({ length: draw.whole(7, 16) }, () => ({
    name: 'outside',
    address: outside(draw),
    os: 'linux',
  }))
  for (const src of guests)
    for (
      let n = draw.whole(1, 12), ts = at(day, draw.between(0, 23));
      n > 0;
      n--, ts += draw.lognormal(40, 1)
    )
      ssh(day, draw, {
        ts,
        src,
        dst: hq.bastion,
        auth: false,
        client: draw.pick(['SSH-2.0-Go', 'SSH-2.0-libssh_0.9.6', ssh.clients.libssh]),
      })
  if (draw.chance(0.35)) guess(day, draw)
  for (let n = draw.poisson(day.workday ? 3 : 1); n > 0; n--) {
    const ts = at(day, draw.between(7, 22))
    const home = { name: 'home', address: `203.0.113.${draw.whole(10, 20)}`, os: 'linux' }
    ssh(day, draw, { ts, src: home, dst: hq.bastion, auth: true, duration: draw.lognormal(2400, 0.8) })
    ssh(day, draw, {
      ts: ts + draw.between(8, 60),
      src: hq.bastion,
      dst: draw.pick(hq.develop.slice(0, 4)),
      auth: true,
      duration: draw.lognormal(1800, 0.8),
    })
  }
}
