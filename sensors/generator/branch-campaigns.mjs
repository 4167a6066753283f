/** What hides in the branch. */
import { at } from './day.mjs'
import { branch } from './hosts.mjs'
import { label } from './label.mjs'
import { rdp, smb, vnc } from './services.mjs'

/** A branch desk knocks at sixty doors of SMB in nine minutes; a third stay shut. NetFlow alone sees it. */
export function sweep(day, draw) {
  const alive = new Map(
    [
      ...branch.warehouse,
      ...branch.kiosks,
      ...branch.scanners,
      branch.rodc,
      branch.files,
      branch.app,
      branch.backup,
      branch.support,
    ].map(host => [host.address, host]),
  )
  const span = (subnet, from, to) => Array.from({ length: to - from + 1 }, (_, i) => `${subnet}.${from + i}`)
  const addresses = [
    ...span('10.40.2', 11, 45),
    ...span('10.40.20', 11, 26),
    ...span('10.40.30', 11, 14),
    '10.40.10.10',
    '10.40.10.11',
    '10.40.10.12',
    '10.40.10.15',
    '10.40.10.30',
  ]
  draw.shuffle(addresses).forEach((address, i) => {
    const dst = alive.get(address) ?? { name: '-', address, os: 'windows' }
    const ending = !alive.has(address) ? 'silent' : dst.os === 'linux' ? 'refused' : 'resetByClient'
    const spec = {
      ts: at(day, 11.78) + i * 8.8 + draw.between(0, 4),
      src: branch.office[8],
      dst,
      ending,
      duration: draw.lognormal(0.6, 0.5),
      up: draw.lognormal(1500, 0.15),
      down: draw.lognormal(1300, 0.15),
    }
    label(day, 'branch-sweep-6', 'smb', 'T1021.002', smb(day, draw, spec))
  })
}

/** A branch desk takes over a kiosk by VNC and goes on by RDP from there. */
export function kioskPivot(day, draw) {
  const kiosk = branch.kiosks[4]
  label(
    day,
    'vnc-pivot-8',
    'vnc',
    'T1021.005',
    vnc(day, draw, { ts: at(day, 15.209), src: branch.office[16], dst: kiosk, duration: 3100 }),
  )
  label(
    day,
    'vnc-pivot-8',
    'rdp',
    'T1021.001',
    rdp(day, draw, { ts: at(day, 15.46), src: kiosk, dst: branch.app, duration: 760 }),
  )
  label(
    day,
    'vnc-pivot-8',
    'rdp',
    'T1021.001',
    rdp(day, draw, { ts: at(day, 15.71), src: kiosk, dst: branch.rodc, duration: 900 }),
  )
}
