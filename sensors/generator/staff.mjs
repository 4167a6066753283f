/** Headquarters' people whose work is other people's machines, and those at home. */
import { at, officeHour, present } from './day.mjs'
import { centre, hq, hqLinux, hqWindows } from './hosts.mjs'
import { habits } from './office.mjs'
import { rdp, smb, ssh, vnc, winrm } from './services.mjs'
import { browsing, kerberos } from './surroundings.mjs'

/** Administrators go everywhere, most hours, with their second account. */
export function administrator(day, draw, desk) {
  if (!day.workday && !draw.chance(0.2)) return
  const account = `adm-${desk.user}`
  const hour = () => (draw.chance(0.06) ? draw.between(0, 24) : officeHour(draw, 7, 18))
  for (let n = draw.poisson(5); n > 0; n--)
    rdp(day, draw, {
      ts: at(day, hour()),
      src: draw.chance(0.3) ? hq.jump : desk,
      dst: draw.pick(present(day, hqWindows)),
      user: account,
    })
  for (let n = draw.poisson(5); n > 0; n--)
    winrm(day, draw, { ts: at(day, hour()), src: desk, dst: draw.pick(present(day, hqWindows)) })
  kerberos(day, draw, at(day, 7 + draw.between(0, 1)), desk, hq.dcs[0], {
    type: 'AS',
    client: account,
    service: 'krbtgt/HARBOUR.EXAMPLE',
  })
  for (let n = draw.poisson(4); n > 0; n--)
    ssh(day, draw, {
      ts: at(day, hour()),
      src: desk,
      dst: draw.pick([...present(day, hqLinux), centre.jump]),
      auth: true,
      duration: draw.lognormal(600, 1.2),
    })
  for (let n = draw.poisson(1); n > 0; n--)
    smb(day, draw, {
      ts: at(day, hour()),
      src: desk,
      dst: draw.pick(present(day, hqWindows)),
      shares: [['C$']],
      ntlm: { user: account, host: desk.name, server: '-' },
    })
}

/** The helpdesk sees a new machine every hour: that is its work. */
export function helpdesk(day, draw, desk) {
  if (!day.workday) return
  for (let n = 2 + draw.poisson(5); n > 0; n--) {
    const spec = { ts: at(day, officeHour(draw)), src: desk, dst: draw.pick(present(day, hq.office)) }
    if (draw.chance(0.12)) rdp(day, draw, { ...spec, ending: draw.pick(['silent', 'refused']) })
    else if (draw.chance(0.4)) vnc(day, draw, spec)
    else rdp(day, draw, { ...spec, user: `help-${desk.user}` })
  }
}

/** From home: an address of the pool for a day, then RDP to one's own desk, or files. */
export function remoteWorker(day, draw, pool, desk) {
  const hour = draw.chance(0.3) ? draw.between(17, 22.5) : officeHour(draw)
  if (draw.chance(0.6))
    rdp(day, draw, {
      ts: at(day, hour),
      src: pool,
      dst: desk,
      user: desk.user,
      duration: draw.lognormal(5400, 0.7),
    })
  else
    smb(day, draw, {
      ts: at(day, hour),
      src: pool,
      dst: habits(desk).home,
      shares: [['home']],
      ntlm: { user: desk.user, host: desk.name, server: '-' },
    })
  browsing(day, draw, pool, hq.dcs[0], { dns: 2, web: 3 }, 8, 22)
}
