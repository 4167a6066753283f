/** What hides in the last two days: one function a campaign, each with the labels of its steps. */
import { kioskPivot, sweep } from './branch-campaigns.mjs'
import { at, present } from './day.mjs'
import { centre, hq, hqWindows } from './hosts.mjs'
import { label } from './label.mjs'
import { rdp, smb, ssh, winrm } from './services.mjs'
import { kerberos } from './surroundings.mjs'

const eve = '2026-03-17'
const last = '2026-03-18'
const desk = name => hq.office.find(host => host.name === name)

const service = [
  ['\\pipe\\svcctl', 'svcctl', 'OpenSCManagerW'],
  ['\\pipe\\svcctl', 'svcctl', 'CreateServiceW'],
  ['\\pipe\\svcctl', 'svcctl', 'StartServiceW'],
]

/** A desk installs a service on the file server with an administrator's account, and from there on the domain controller. */
function stolenAdmin(day, draw) {
  const user = `adm-${hq.admins[0].user}`
  const hop = (hour, src, dst, duration) =>
    smb(day, draw, {
      ts: at(day, hour),
      src,
      dst,
      duration,
      shares: [['IPC$', 'PIPE'], ['ADMIN$']],
      files: [['ADMIN$', 'wuhelper.exe', 183808]],
      rpc: service,
      ntlm: { user, host: 'WS024', server: dst.name },
      up: draw.lognormal(260e3, 0.1),
      down: draw.lognormal(48e3, 0.3),
      ending: 'closed',
    })
  label(day, 'psexec-chain-1', 'smb', 'T1021.002', hop(10.713, desk('WS024'), hq.files[0], 1890))
  label(day, 'psexec-chain-1', 'smb', 'T1021.002', hop(10.981, hq.files[0], hq.dcs[0], 640))
}

/** A desk runs a command on fourteen servers by WinRM, with credentials that work everywhere. */
function commandEverywhere(day, draw) {
  const user = `adm-${hq.admins[2].user}`
  const targets = draw
    .shuffle([...hq.business, ...hq.sql, ...hq.terminals, hq.print, ...hq.files])
    .slice(0, 14)
  targets.forEach((dst, i) => {
    const ts = at(day, 13.35) + i * 46 + draw.between(0, 25)
    kerberos(day, draw, ts - 1.1, desk('WS063'), hq.dcs[0], { client: user, service: `HTTP/${dst.name}` })
    label(day, 'winrm-fan-out-2', 'winrm', 'T1021.006', winrm(day, draw, { ts, src: desk('WS063'), dst }))
  })
}

/** A developer's machine tries passwords slowly, gets into the data centre, and goes on from there: Zeek sees the first half, IPFIX the second. */
function spray(day, draw) {
  const src = hq.developers[6]
  const entry = centre.app[6]
  const doors = [...hq.develop.slice(0, 5), hq.git, centre.web[1], centre.web[4], centre.app[2], entry]
  const step = (spec, technique = 'T1021.004') =>
    label(day, 'ssh-spray-3', 'ssh', technique, ssh(day, draw, spec))
  let ts = at(day, 17.207)
  for (let i = 0; i < 54; i++, ts += draw.between(75, 140))
    step(
      {
        ts,
        src,
        dst: doors[i % doors.length],
        auth: false,
        attempts: draw.whole(2, 3),
        client: ssh.clients.libssh,
      },
      'T1110.003',
    )
  step({ ts, src, dst: entry, auth: true, duration: 5400, up: 160e3, down: 900e3 })
  step({ ts: ts + 840, src: entry, dst: centre.db[2], duration: 1100, up: 60e3, down: 340e3 })
  step({ ts: ts + 2310, src: entry, dst: centre.db[4], duration: 1700, up: 90e3, down: 41e6 })
}

/** An office machine logs on to two servers it never used, at three in the morning. */
function nightShift(day, draw) {
  const step = (hour, dst, duration) =>
    label(
      day,
      'night-rdp-4',
      'rdp',
      'T1021.001',
      rdp(day, draw, { ts: at(day, hour), src: desk('WS011'), dst, user: 'administrator', duration }),
    )
  step(3.12, hq.business[2], 1420)
  step(3.56, hq.sql[0], 2260)
}

/** Somebody reads sixty times what he usually reads from the share he uses every day. */
function staging(day, draw) {
  const src = desk('WS058')
  const step = (hour, duration, down) =>
    label(
      day,
      'smb-pull-5',
      'smb',
      'T1039',
      smb(day, draw, {
        ts: at(day, hour),
        src,
        dst: hq.files[1],
        shares: [['common']],
        duration,
        up: down / 90,
        down,
        ending: 'closed',
      }),
    )
  step(15.18, 1130, 168e6)
  step(15.61, 980, 121e6)
}

/** One new RDP target every hour or two. */
function patience(day, draw) {
  const targets = [desk('WS003'), hq.business[5], desk('WS041'), hq.sql[2], hq.print, desk('WS066')]
  const hours = [8.43, 9.91, 11.62, 13.18, 14.83, 16.35]
  targets.forEach((dst, i) => {
    const spec = {
      ts: at(day, hours[i]),
      src: desk('WS072'),
      dst,
      user: i % 2 ? 'administrator' : undefined,
      duration: draw.between(240, 760),
    }
    label(day, 'slow-rdp-7', 'rdp', 'T1021.001', rdp(day, draw, spec))
  })
}

/** Odd but harmless: maintenance at night by an administrator, and a restore from the backup in the afternoon. */
function harmless(day, draw) {
  const account = `adm-${hq.admins[1].user}`
  draw
    .shuffle(present(day, hqWindows))
    .slice(0, 5)
    .forEach((dst, i) => rdp(day, draw, { ts: at(day, 2.1 + i * 0.2), src: hq.jump, dst, user: account }))
  smb(day, draw, {
    ts: at(day, 14.4),
    src: hq.backup,
    dst: hq.files[1],
    shares: [['restore$']],
    duration: 700,
    up: 2.6e9,
    down: 5e6,
    ending: 'closed',
  })
}

const plan = {
  [eve]: { patience, kioskPivot },
  [last]: { stolenAdmin, commandEverywhere, spray, nightShift, staging, sweep, harmless },
}

/** Adds the day's campaigns, if it has any. */
export function campaigns(day) {
  for (const [name, run] of Object.entries(plan[day.date] ?? {})) run(day, day.draw(`campaign/${name}`))
}
