/** Who is who at Harbour: three places, their hosts, and the people who sit there. */
import { random } from './random.mjs'

const surnames =
  'aas berg bakke dahl eide eng foss gran haug hagen holm iversen jensen krog lie lund moen myhre nes nilsen olsen pettersen ruud sand solberg strand sunde tangen thune ulvik vik wold ask brekke fjeld hauge'.split(
    ' ',
  )

/** Log-in names, all different: an initial and a surname. */
const logins = random('logins').shuffle([...'akmst'].flatMap(initial => surnames.map(name => initial + name)))
let taken = 0
const login = () => logins[taken++]

const host = (name, address, os, more = {}) => ({ name, address, os, ...more })
const range = (count, make) => Array.from({ length: count }, (_, i) => make(i))
const number = (i, width = 3) => String(i).padStart(width, '0')

const windows = (name, address, more) => host(name, address, 'windows', more)
const linux = (name, address, more) => host(name, address, 'linux', more)

/** Workstations `from` an address on, each with its user. */
const desks = (prefix, subnet, first, count, from) =>
  range(count, i => windows(`${prefix}${number(first + i)}`, `${subnet}.${from + i}`, { user: login() }))

/** Headquarters, seen by Zeek. */
export const hq = {
  dcs: [windows('DC1', '10.20.10.10'), windows('DC2', '10.20.10.11')],
  files: [windows('FS1', '10.20.10.20'), windows('FS2', '10.20.10.21')],
  print: windows('PRINT1', '10.20.10.25'),
  sccm: windows('SCCM1', '10.20.10.40'),
  ansible: linux('cfg1', '10.20.10.42'),
  backup: linux('backup1', '10.20.10.45'),
  monitor: windows('MON1', '10.20.10.50'),
  scanner: linux('scan1', '10.20.10.60'),
  terminals: [windows('RDS1', '10.20.10.70'), windows('RDS2', '10.20.10.71')],
  business: range(8, i => windows(`APP${i + 1}`, `10.20.11.${20 + i}`)),
  sql: range(3, i => windows(`SQL${i + 1}`, `10.20.11.${40 + i}`)),
  web: range(4, i => linux(`web${i + 1}`, `10.20.12.${20 + i}`)),
  develop: range(7, i => linux(`dev${i + 1}`, `10.20.30.${20 + i}`)),
  git: linux('git1', '10.20.30.10'),
  build: linux('ci1', '10.20.30.11'),
  bastion: linux('bastion', '10.20.20.5'),
  jump: windows('JUMP1', '10.20.50.10'),
  admins: range(4, i => windows(`ADM${i + 1}`, `10.20.50.${21 + i}`, { user: login() })),
  helpdesk: range(3, i => windows(`HD${i + 1}`, `10.20.50.${41 + i}`, { user: login() })),
  office: [...desks('WS', '10.20.100', 1, 46, 21), ...desks('WS', '10.20.101', 47, 40, 21)],
  developers: range(14, i => linux(`dw${number(i + 1, 2)}`, `10.20.110.${21 + i}`, { user: login() })),
  printers: range(7, i => linux(`MFP${i + 1}`, `10.20.120.${11 + i}`)),
  vpn: range(12, i => windows(`VPN${i + 1}`, `10.20.200.${10 + i}`)),
}

/** The branch, seen by NetFlow alone. */
export const branch = {
  gateway: linux('br-gw', '10.40.10.1'),
  rodc: windows('BR-DC1', '10.40.10.10'),
  files: windows('BR-FS1', '10.40.10.11'),
  app: windows('BR-APP1', '10.40.10.12'),
  backup: linux('br-bak1', '10.40.10.15'),
  support: windows('BR-IT1', '10.40.10.30', { user: login() }),
  office: desks('BW', '10.40.1', 1, 26, 21),
  warehouse: desks('BH', '10.40.2', 1, 22, 11),
  kiosks: range(12, i => windows(`KIOSK${number(i + 1, 2)}`, `10.40.20.${11 + i}`)),
  scanners: range(3, i => linux(`BR-MFP${i + 1}`, `10.40.30.${11 + i}`)),
}

/** The data centre, seen by its router's IPFIX. */
export const centre = {
  jump: linux('dc-jump', '10.30.5.10'),
  ansible: linux('dc-cfg', '10.30.5.20'),
  monitor: linux('dc-mon', '10.30.5.30'),
  web: range(6, i => linux(`dc-web${i + 1}`, `10.30.10.${11 + i}`)),
  app: range(9, i => linux(`dc-app${i + 1}`, `10.30.20.${11 + i}`)),
  db: range(6, i => linux(`dc-db${i + 1}`, `10.30.30.${11 + i}`)),
  backup: linux('dc-bak', '10.30.40.10'),
}

/** Servers by what runs on them. */
export const hqWindows = [...hq.dcs, ...hq.files, hq.print, ...hq.terminals, ...hq.business, ...hq.sql]
export const hqLinux = [...hq.web, ...hq.develop, hq.git, hq.build, hq.bastion]
export const centreServers = [...centre.web, ...centre.app, ...centre.db]

/** Hosts that were not there from the first day on: name to the first day of the history (0 is the first). */
export const arrivals = { APP8: 9, dev7: 7, WS086: 13, 'dc-app9': 10 }

/** A public address of the documentation ranges (RFC 5737). */
export const outside = draw => `${draw.pick(['192.0.2', '198.51.100', '203.0.113'])}.${draw.whole(1, 254)}`

/** Which sensor exports a flow between two addresses: each flow is exported once. */
export function sensorOf(a, b) {
  if (a.startsWith('10.20.') || b.startsWith('10.20.')) return 'hq-zeek'
  return a.startsWith('10.40.') || b.startsWith('10.40.') ? 'branch-netflow' : 'dc-ipfix'
}
