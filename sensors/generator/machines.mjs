/** Headquarters' machines on an ordinary day: they go by the clock. */
import { bastion } from './bastion.mjs'
import { at, officeHour, present } from './day.mjs'
import { centre, hq, hqLinux, hqWindows } from './hosts.mjs'
import { smb, ssh, wmi } from './services.mjs'
import { ntp, web } from './surroundings.mjs'
import { connect } from './wire.mjs'

/** Configuration management: SSH to every Linux server, every hour. */
function configure(day, draw) {
  for (let hour = 0; hour < 24; hour++)
    present(day, hqLinux).forEach((dst, i) =>
      ssh(day, draw, {
        ts: at(day, hour + 0.08 + i * 0.002 + draw.between(0, 0.004)),
        src: hq.ansible,
        dst,
        auth: true,
        duration: draw.lognormal(7, 0.25),
        up: draw.lognormal(21e3, 0.15),
        down: draw.lognormal(14e3, 0.15),
      }),
    )
}

/** Monitoring: WMI to the Windows servers every half hour, an SSH check of the Linux ones every quarter. */
function monitor(day, draw) {
  const servers = present(day, [...hq.business, ...hq.sql, ...hq.files])
  for (let slot = 0; slot < 48; slot++)
    for (const dst of servers.filter((_, i) => (i + slot) % 2 === 0))
      wmi(day, draw, { ts: at(day, slot / 2 + draw.between(0.01, 0.05)), src: hq.monitor, dst }, 'ExecQuery')
  for (let slot = 0; slot < 96; slot++)
    for (const dst of [hq.git, hq.build, hq.web[0], hq.web[1]])
      ssh(day, draw, {
        ts: at(day, slot / 4 + draw.between(0.1, 0.12)),
        src: hq.monitor,
        dst,
        auth: true,
        client: ssh.clients.libssh,
        duration: draw.lognormal(0.8, 0.2),
        up: draw.lognormal(2600, 0.05),
        down: draw.lognormal(3200, 0.05),
      })
}

/** Backups pull at night: the volume that nothing else has. */
function backUp(day, draw) {
  ;[...hq.files, ...present(day, hq.business), ...hq.sql].forEach((dst, i) =>
    smb(day, draw, {
      ts: at(day, 1 + i * 0.15 + draw.between(0, 0.05)),
      src: hq.backup,
      dst,
      shares: [['backup$']],
      duration: draw.lognormal(900, 0.4),
      up: draw.lognormal(9e6, 0.3),
      down: draw.lognormal(4e9, 0.4),
      ending: 'closed',
    }),
  )
  ;[...hq.web, hq.git].forEach((dst, i) =>
    ssh(day, draw, {
      ts: at(day, 3.2 + i * 0.1 + draw.between(0, 0.05)),
      src: hq.backup,
      dst,
      auth: true,
      duration: draw.lognormal(400, 0.4),
      up: draw.lognormal(3e6, 0.3),
      down: draw.lognormal(6e8, 0.4),
    }),
  )
}

const push = [
  ['\\pipe\\svcctl', 'svcctl', 'OpenSCManagerW'],
  ['\\pipe\\svcctl', 'svcctl', 'CreateServiceW'],
  ['\\pipe\\svcctl', 'svcctl', 'StartServiceW'],
]

/** Software distribution installs its agent on a few desks a day as any intruder would; on patch day it visits all. */
function distribute(day, draw) {
  const desks = present(day, hq.office)
  if (day.workday)
    for (const dst of draw.shuffle(desks).slice(0, draw.whole(1, 4)))
      smb(day, draw, {
        ts: at(day, officeHour(draw)),
        src: hq.sccm,
        dst,
        shares: [['ADMIN$'], ['IPC$', 'PIPE']],
        files: [['ADMIN$', 'ccmsetup\\ccmsetup.exe', 5128192]],
        rpc: push,
        up: draw.lognormal(5.3e6, 0.05),
      })
  if (day.date !== '2026-03-11') return
  for (const dst of [...desks, ...present(day, hqWindows)])
    smb(day, draw, {
      ts: at(day, 19 + draw.between(0, 3)),
      src: hq.sccm,
      dst,
      shares: [['ADMIN$']],
      ending: draw.chance(0.15) ? 'silent' : 'closed',
      up: draw.lognormal(60e6, 0.5),
    })
}

/** The vulnerability scanner, Sunday night: every host, the ports that matter. */
function scan(day, draw) {
  if (day.weekday !== 6) return
  const open = { 22: 'linux', 445: 'windows', 3389: 'windows', 5985: 'servers' }
  for (const dst of present(day, [...hqLinux, ...hqWindows, ...hq.office, ...hq.printers]))
    for (const [port, os] of Object.entries(open)) {
      const answers = os === dst.os || (os === 'servers' && hqWindows.includes(dst))
      const spec = { ts: at(day, 21 + draw.between(0, 2.5)), src: hq.scanner, dst, port: Number(port) }
      connect(day, draw, {
        ...spec,
        duration: draw.lognormal(2, 0.7),
        up: 400,
        down: answers ? 900 : 0,
        ending: answers ? 'resetByClient' : draw.pick(['refused', 'silent']),
      })
    }
}

/** Copiers put scanned pages on a file server, all with one account. */
function copiers(day, draw) {
  for (const src of hq.printers)
    for (let n = draw.poisson(day.workday ? 5 : 0.2); n > 0; n--)
      smb(day, draw, {
        ts: at(day, officeHour(draw)),
        src,
        dst: hq.files[0],
        shares: [['scans']],
        ntlm: { user: 'svc-scan', host: src.name, server: 'FS1' },
        up: draw.lognormal(1.4e6, 0.9),
        down: draw.lognormal(6e3, 0.2),
      })
}

/** Builds are fetched and deployed, servers keep policy and time, the gateways' names are looked up. */
function housekeeping(day, draw) {
  for (let n = draw.poisson(day.workday ? 10 : 1); n > 0; n--) {
    const ts = at(day, officeHour(draw, 8, 20))
    ssh(day, draw, {
      ts,
      src: hq.build,
      dst: hq.git,
      auth: true,
      duration: draw.lognormal(4, 0.4),
      down: draw.lognormal(4e5, 0.8),
    })
    if (draw.chance(0.4))
      for (const dst of centre.web)
        ssh(day, draw, {
          ts: ts + draw.between(300, 420),
          src: hq.build,
          dst,
          auth: true,
          duration: draw.lognormal(15, 0.3),
          up: draw.lognormal(24e6, 0.2),
          down: draw.lognormal(9e3, 0.2),
        })
  }
  for (const src of present(day, hqWindows.slice(2)))
    for (let n = 0; n < 4; n++)
      smb(day, draw, {
        ts: at(day, n * 6 + draw.between(0, 6)),
        src,
        dst: hq.dcs[n % 2],
        shares: [['SYSVOL']],
        up: draw.lognormal(7e3, 0.2),
        down: draw.lognormal(24e3, 0.3),
      })
  for (const src of present(day, [...hqLinux, ...hqWindows])) {
    for (let n = 0; n < 3; n++) ntp(day, draw, at(day, draw.between(0, 24)), src, hq.dcs[0])
    web(day, draw, at(day, draw.between(0, 24)), src)
  }
}

/** A whole day of headquarters' machines. */
export function machines(day) {
  const duties = { configure, monitor, backUp, distribute, scan, copiers, bastion, housekeeping }
  for (const [name, duty] of Object.entries(duties)) duty(day, day.draw(name))
}
