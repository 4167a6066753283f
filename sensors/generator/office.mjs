/** Headquarters' office workers and developers. */
import { at, officeHour, present } from './day.mjs'
import { centre, hq } from './hosts.mjs'
import { random } from './random.mjs'
import { rdp, smb, ssh } from './services.mjs'
import { browsing, kerberos, ldap, lease } from './surroundings.mjs'

const documents = [
  'budget.xlsx',
  'minutes.docx',
  'offer.docx',
  'plan.pptx',
  'berths.xlsx',
  'tariffs.pdf',
  'rota.xlsx',
  'invoice.pdf',
]

/** What somebody always does, the same every day: drawn from the name alone. */
export function habits(desk) {
  const draw = random(`habit/${desk.name}`)
  const home = draw.pick(hq.files)
  return {
    early: draw.normal(8, 0.5),
    late: draw.normal(16.2, 0.6),
    home,
    away: home === hq.files[0] ? hq.files[1] : hq.files[0],
    roams: draw.between(0.02, 0.35),
    busy: draw.lognormal(1, 0.3),
    terminal: draw.chance(0.2) ? draw.pick(hq.terminals) : undefined,
    dc: draw.pick(hq.dcs),
    mac: `00:1b:${draw.text(2, '0123456789abcdef')}:${draw.text(2, '0123456789abcdef')}:${draw.text(2, '0123456789abcdef')}:${draw.text(2, '0123456789abcdef')}`,
  }
}

/** People whose machines take part in a campaign come to work on those two days. */
const always = new Set(['WS024', 'WS063', 'WS011', 'WS072', 'WS058', 'dw07'])
const isAtWork = (day, draw, desk) =>
  draw.chance(day.workday ? 0.92 : 0.05) || (always.has(desk.name) && day.index >= 14)

/** Logging on: a lease now and then, a ticket, the group policy from SYSVOL. */
function logOn(day, draw, desk, habit) {
  const ts = at(day, habit.early + draw.normal(0, 0.25))
  if (draw.chance(0.35)) lease(day, draw, ts - 20, desk, hq.dcs[0], habit.mac)
  kerberos(day, draw, ts, desk, habit.dc, {
    type: 'AS',
    client: desk.user,
    service: 'krbtgt/HARBOUR.EXAMPLE',
  })
  kerberos(day, draw, ts + 1, desk, habit.dc, { client: desk.user, service: `cifs/${habit.dc.name}` })
  ldap(day, draw, ts + 1.5, desk, habit.dc)
  smb(day, draw, {
    ts: ts + 2,
    src: desk,
    dst: habit.dc,
    shares: [['SYSVOL']],
    duration: draw.lognormal(12, 0.4),
    up: draw.lognormal(7e3, 0.3),
    down: draw.lognormal(24e3, 0.4),
    rpc: draw.chance(0.15) ? [['\\pipe\\lsass', 'netlogon', 'NetrLogonGetDomainInfo']] : undefined,
  })
}

function openFiles(day, draw, desk, server) {
  const files = draw.chance(0.12) ? [['common', draw.pick(documents), draw.whole(9e3, 4e6)]] : []
  smb(day, draw, {
    ts: at(day, officeHour(draw)),
    src: desk,
    dst: server,
    shares: [['home'], ...(draw.chance(0.3) ? [['common']] : [])],
    files,
    up: draw.lognormal(40e3, 1.2),
    down: draw.lognormal(400e3, 1.4),
    duration: draw.lognormal(90, 1.1),
    ntlm: draw.chance(0.03) ? { user: desk.user, host: desk.name, server: server.name } : undefined,
  })
}

const printing = [
  ['\\pipe\\spoolss', 'spoolss', 'RpcOpenPrinterEx'],
  ['\\pipe\\spoolss', 'spoolss', 'RpcStartDocPrinter'],
]

/** A day at an office desk. */
export function officeWorker(day, draw, desk) {
  const habit = habits(desk)
  if (!isAtWork(day, draw, desk)) return
  logOn(day, draw, desk, habit)
  for (let n = 1 + draw.poisson(2.6 * habit.busy); n > 0; n--)
    openFiles(day, draw, desk, draw.chance(habit.roams) ? habit.away : habit.home)
  if (draw.chance(0.25))
    smb(day, draw, {
      ts: at(day, officeHour(draw)),
      src: desk,
      dst: hq.print,
      shares: [['IPC$', 'PIPE']],
      rpc: printing,
      up: draw.lognormal(900e3, 1),
      down: draw.lognormal(9e3, 0.3),
    })
  if (habit.terminal && draw.chance(0.7))
    rdp(day, draw, {
      ts: at(day, habit.early + draw.between(0.1, 1)),
      src: desk,
      dst: habit.terminal,
      duration: draw.lognormal(9000, 0.5),
    })
  if (draw.chance(0.02)) stray(day, draw, desk)
  browsing(
    day,
    draw,
    desk,
    hq.dcs[0],
    { dns: draw.poisson(2), web: draw.poisson(4) },
    habit.early,
    habit.late,
  )
}

/** What an office does once in a while: a share of the server that was switched off last year, or a colleague's folder. */
function stray(day, draw, desk) {
  const gone = { name: 'OLDFS', address: '10.20.10.22', os: 'windows' }
  const colleague = draw.pick(present(day, hq.office))
  if (draw.chance(0.5) || colleague === desk)
    smb(day, draw, { ts: at(day, officeHour(draw)), src: desk, dst: gone, ending: 'silent' })
  else
    smb(day, draw, {
      ts: at(day, officeHour(draw)),
      src: desk,
      dst: colleague,
      shares: [['Users']],
      ntlm: { user: desk.user, host: desk.name, server: colleague.name },
    })
}

/** A day of a developer: three servers of his own, others now and then, and the repository. */
export function developer(day, draw, desk) {
  const habit = habits(desk)
  if (!isAtWork(day, draw, desk)) return
  const own = random(`servers/${desk.name}`).shuffle(present(day, hq.develop)).slice(0, 3)
  for (let n = draw.poisson(4 * habit.busy); n > 0; n--) {
    const dst = draw.chance(0.06) ? draw.pick(present(day, hq.develop)) : draw.pick(own)
    const spec = { ts: at(day, officeHour(draw, 9, 18)), src: desk, dst }
    if (draw.chance(0.05)) ssh(day, draw, { ...spec, ts: spec.ts - 9, auth: false })
    ssh(day, draw, {
      ...spec,
      auth: true,
      duration: draw.lognormal(900, 1.3),
      up: draw.lognormal(20e3, 1),
      down: draw.lognormal(70e3, 1.3),
    })
  }
  for (let n = draw.poisson(6); n > 0; n--)
    ssh(day, draw, {
      ts: at(day, officeHour(draw, 9, 18)),
      src: desk,
      dst: hq.git,
      auth: true,
      duration: draw.lognormal(3, 0.6),
      down: draw.lognormal(60e3, 1.4),
    })
  if (draw.chance(0.5)) openFiles(day, draw, desk, habit.home)
  if (draw.chance(0.2))
    ssh(day, draw, {
      ts: at(day, officeHour(draw, 9, 18)),
      src: desk,
      dst: draw.pick(centre.web),
      auth: true,
    })
  browsing(day, draw, desk, hq.dcs[1], { dns: draw.poisson(3), web: draw.poisson(6) }, 9, 18)
}
