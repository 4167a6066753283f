/** Headquarters' people on an ordinary day. */
import { present } from './day.mjs'
import { hq } from './hosts.mjs'
import { developer, officeWorker } from './office.mjs'
import { administrator, helpdesk, remoteWorker } from './staff.mjs'

/** A whole day of headquarters' people. */
export function people(day) {
  const each = (hosts, role) => present(day, hosts).forEach(desk => role(day, day.draw(desk.name), desk))
  each(hq.office, officeWorker)
  each(hq.developers, developer)
  each(hq.admins, administrator)
  each(hq.helpdesk, helpdesk)
  const draw = day.draw('vpn')
  const atHome = draw
    .shuffle(present(day, hq.office))
    .slice(0, draw.whole(day.workday ? 5 : 1, day.workday ? 11 : 3))
  atHome.forEach((desk, i) => remoteWorker(day, draw, hq.vpn[i], desk))
}
