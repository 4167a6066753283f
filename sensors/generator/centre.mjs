/** The data centre on an ordinary day: machines among themselves, and administrators through the jump host. */
import { at, officeHour, present } from './day.mjs'
import { centre, centreServers } from './hosts.mjs'
import { ssh } from './services.mjs'
import { ntp } from './surroundings.mjs'
import { connect } from './wire.mjs'

function configure(day, draw) {
  for (let hour = 0; hour < 24; hour++)
    present(day, centreServers).forEach((dst, i) =>
      ssh(day, draw, {
        ts: at(day, hour + 0.4 + i * 0.003 + draw.between(0, 0.004)),
        src: centre.ansible,
        dst,
        duration: draw.lognormal(8, 0.25),
        up: draw.lognormal(22e3, 0.12),
        down: draw.lognormal(15e3, 0.12),
      }),
    )
}

function monitor(day, draw) {
  for (let slot = 0; slot < 24; slot++)
    for (const dst of present(day, centreServers).filter((_, i) => i % 2 === slot % 2))
      ssh(day, draw, {
        ts: at(day, slot + draw.between(0.05, 0.08)),
        src: centre.monitor,
        dst,
        duration: draw.lognormal(0.8, 0.2),
        up: draw.lognormal(2600, 0.05),
        down: draw.lognormal(3200, 0.05),
      })
}

/** Backups by rsync over SSH, the databases' dumps the largest. */
function backUp(day, draw) {
  present(day, centreServers).forEach((dst, i) =>
    ssh(day, draw, {
      ts: at(day, 0.5 + i * 0.12 + draw.between(0, 0.05)),
      src: centre.backup,
      dst,
      duration: draw.lognormal(centre.db.includes(dst) ? 1500 : 200, 0.3),
      up: draw.lognormal(2e6, 0.3),
      down: draw.lognormal(centre.db.includes(dst) ? 5e9 : 2e8, 0.3),
    }),
  )
}

/** Administrators and developers arrive at the jump host (Zeek sees that) and go on from it. */
function jump(day, draw) {
  for (let n = draw.poisson(day.workday ? 16 : 2); n > 0; n--) {
    const hour = draw.chance(0.1) ? draw.between(0, 24) : officeHour(draw, 7, 18)
    ssh(day, draw, {
      ts: at(day, hour),
      src: centre.jump,
      dst: draw.pick(present(day, centreServers)),
      duration: draw.lognormal(1200, 1),
      up: draw.lognormal(30e3, 1),
      down: draw.lognormal(120e3, 1.2),
    })
  }
}

/** Web asks app, app asks database; the standby follows its primary, and database dumps are copied across. */
function applications(day, draw) {
  const tier = (sources, targets, port, count) => {
    for (let n = 0; n < count; n++)
      connect(day, draw, {
        ts: at(day, draw.chance(0.6) ? officeHour(draw, 7, 22) : draw.between(0, 24)),
        src: draw.pick(sources),
        dst: draw.pick(targets),
        port,
        duration: draw.lognormal(20, 1),
        up: draw.lognormal(9e3, 1),
        down: draw.lognormal(40e3, 1.2),
      })
  }
  tier(centre.web, present(day, centre.app), 8080, day.workday ? 140 : 70)
  tier(present(day, centre.app), centre.db, 5432, day.workday ? 110 : 60)
  for (let hour = 0; hour < 24; hour += 3)
    ssh(day, draw, {
      ts: at(day, hour + 0.7),
      src: centre.db[0],
      dst: centre.db[1],
      duration: draw.lognormal(90, 0.3),
      up: draw.lognormal(3e8, 0.3),
      down: draw.lognormal(2e6, 0.3),
    })
  for (const src of present(day, centreServers))
    ntp(day, draw, at(day, draw.between(0, 24)), src, centre.monitor)
}

/** A whole day of the data centre. */
export function centreDay(day) {
  const duties = { configure, monitor, backUp, jump, applications }
  for (const [name, duty] of Object.entries(duties)) duty(day, day.draw(`dc/${name}`))
}
