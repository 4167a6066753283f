/** The branch on an ordinary day: a NetFlow exporter sees what its own networks say to each other, to the internet and to the data centre. */
import { at, officeHour, present } from './day.mjs'
import { branch, centre } from './hosts.mjs'
import { random } from './random.mjs'
import { rdp, smb, ssh, vnc } from './services.mjs'
import { browsing, kerberos, ntp, web } from './surroundings.mjs'

function desk(day, draw, src, share) {
  const busy = random(`habit/${src.name}`).lognormal(1, 0.35)
  if (!draw.chance(day.workday ? 0.93 : share.weekend)) return
  kerberos(day, draw, at(day, share.early + draw.normal(0.2, 0.2)), src, branch.rodc, {})
  smb(day, draw, {
    ts: at(day, share.early + draw.normal(0.3, 0.2)),
    src,
    dst: branch.rodc,
    duration: draw.lognormal(10, 0.4),
    up: draw.lognormal(7e3, 0.3),
    down: draw.lognormal(22e3, 0.4),
  })
  for (let n = 1 + draw.poisson(share.files * busy); n > 0; n--)
    smb(day, draw, {
      ts: at(day, officeHour(draw, share.early, share.late)),
      src,
      dst: branch.files,
      up: draw.lognormal(40e3, 1.2),
      down: draw.lognormal(300e3, 1.4),
    })
  if (random(`habit/app/${src.name}`).chance(share.app) && draw.chance(0.6))
    rdp(day, draw, {
      ts: at(day, share.early + draw.between(0.4, 2)),
      src,
      dst: branch.app,
      duration: draw.lognormal(7000, 0.5),
    })
  browsing(
    day,
    draw,
    src,
    branch.rodc,
    { dns: draw.poisson(1.5), web: draw.poisson(2.5) },
    share.early,
    share.late,
  )
}

/** Kiosks send their till to the file server every two hours they are open. */
function kiosk(day, draw, src) {
  for (let hour = 9; hour < 20; hour += 2) {
    smb(day, draw, {
      ts: at(day, hour + draw.between(0, 0.1)),
      src,
      dst: branch.files,
      duration: draw.lognormal(3, 0.3),
      up: draw.lognormal(90e3, 0.3),
      down: draw.lognormal(7e3, 0.2),
    })
    if (draw.chance(0.5)) web(day, draw, at(day, hour + draw.between(0, 1.5)), src)
  }
}

/** The one who looks after the branch: VNC to the kiosks, RDP to the warehouse, SSH to the gateway. */
function support(day, draw) {
  if (!day.workday && !draw.chance(0.3)) return
  const src = branch.support
  const hour = () => officeHour(draw, 8, 17)
  for (let n = draw.poisson(4); n > 0; n--)
    vnc(day, draw, { ts: at(day, hour()), src, dst: draw.pick(branch.kiosks) })
  for (let n = draw.poisson(3); n > 0; n--)
    rdp(day, draw, {
      ts: at(day, hour()),
      src,
      dst: draw.pick([...branch.warehouse, ...branch.office]),
      ending: draw.chance(0.15) ? 'silent' : 'closed',
    })
  for (let n = draw.poisson(2); n > 0; n--)
    rdp(day, draw, { ts: at(day, hour()), src, dst: draw.pick([branch.files, branch.app, branch.rodc]) })
  if (draw.chance(0.7)) ssh(day, draw, { ts: at(day, hour()), src, dst: branch.gateway })
}

function servers(day, draw) {
  ;[branch.files, branch.app, branch.rodc].forEach((dst, i) =>
    smb(day, draw, {
      ts: at(day, 22.2 + i * 0.3 + draw.between(0, 0.1)),
      src: branch.backup,
      dst,
      duration: draw.lognormal(700, 0.3),
      up: draw.lognormal(4e6, 0.3),
      down: draw.lognormal(9e8, 0.4),
      ending: 'closed',
    }),
  )
  ssh(day, draw, {
    ts: at(day, 23.3),
    src: branch.backup,
    dst: centre.backup,
    duration: draw.lognormal(1500, 0.2),
    up: draw.lognormal(1.2e9, 0.3),
    down: draw.lognormal(4e6, 0.3),
  })
  for (const src of [branch.files, branch.app, branch.rodc]) {
    for (let n = 0; n < 4; n++) ntp(day, draw, at(day, draw.between(0, 24)), src, branch.gateway)
    for (let n = 0; n < 3; n++)
      smb(day, draw, {
        ts: at(day, draw.between(0, 24)),
        src,
        dst: branch.rodc,
        up: draw.lognormal(7e3, 0.2),
        down: draw.lognormal(22e3, 0.3),
      })
  }
  for (let hour = 0; hour < 24; hour++)
    for (const dst of [branch.gateway, branch.backup])
      ssh(day, draw, {
        ts: at(day, hour + 0.15 + draw.between(0, 0.02)),
        src: centre.ansible,
        dst,
        duration: draw.lognormal(7, 0.2),
        up: draw.lognormal(21e3, 0.1),
        down: draw.lognormal(13e3, 0.1),
      })
}

/** A whole day of the branch. */
export function branchDay(day) {
  const office = { early: 7.8, late: 16.5, files: 2.2, weekend: 0.04, app: 0.35 }
  const warehouse = { early: 6, late: 15, files: 1.5, weekend: 0.4, app: 0.2 }
  for (const src of branch.office) desk(day, day.draw(src.name), src, office)
  for (const src of branch.warehouse) desk(day, day.draw(src.name), src, warehouse)
  for (const src of present(day, branch.kiosks)) kiosk(day, day.draw(src.name), src)
  const draw = day.draw('branch')
  support(day, draw)
  servers(day, draw)
  for (const src of branch.scanners)
    for (let n = draw.poisson(day.workday ? 6 : 1); n > 0; n--)
      smb(day, draw, {
        ts: at(day, officeHour(draw)),
        src,
        dst: branch.files,
        up: draw.lognormal(1.2e6, 0.8),
        down: draw.lognormal(6e3, 0.2),
      })
}
