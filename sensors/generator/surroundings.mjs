/** What is not a remote service: names, time, web, directory and leases. It makes the exports look like exports. */
import { at, officeHour } from './day.mjs'
import { outside } from './hosts.mjs'
import { log } from './services.mjs'
import { connect } from './wire.mjs'

const host = address => ({ address, os: 'linux' })

export const dns = (day, draw, ts, src, dst) =>
  connect(day, draw, {
    ts,
    src,
    dst,
    port: 53,
    protocol: 'udp',
    service: 'dns',
    duration: draw.lognormal(0.01, 1),
    up: draw.whole(28, 60),
    down: draw.whole(60, 220),
  })

export const web = (day, draw, ts, src, dst = host(outside(draw)), port = 443) =>
  connect(day, draw, {
    ts,
    src,
    dst,
    port,
    service: port === 443 ? 'ssl' : 'http',
    ending: draw.chance(0.2) ? 'resetByClient' : 'closed',
    duration: draw.lognormal(9, 1.4),
    up: draw.lognormal(2600, 0.9),
    down: draw.lognormal(16e3, 1.5),
  })

export const ntp = (day, draw, ts, src, dst) =>
  connect(day, draw, {
    ts,
    src,
    dst,
    port: 123,
    protocol: 'udp',
    service: 'ntp',
    duration: draw.lognormal(0.004, 0.4),
    up: 48,
    down: 48,
  })

export const ldap = (day, draw, ts, src, dst) =>
  connect(day, draw, {
    ts,
    src,
    dst,
    port: 389,
    service: 'gssapi,ldap',
    duration: draw.lognormal(4, 1),
    up: draw.lognormal(2500, 0.4),
    down: draw.lognormal(5200, 0.6),
  })

/** A ticket for the user (AS) or for a service (TGS), on its own TCP connection as Windows asks. */
export function kerberos(day, draw, ts, src, dst, request) {
  const flow = connect(day, draw, {
    ts,
    src,
    dst,
    port: 88,
    service: 'krb_tcp',
    duration: draw.lognormal(0.02, 0.5),
    up: draw.lognormal(1500, 0.2),
    down: draw.lognormal(1700, 0.15),
  })
  log(day, 'kerberos', flow, 0.001, { type: 'TGS', success: true, ...request })
}

/** A lease renewed by unicast (RFC 2131, 4.4.5). */
export function lease(day, draw, ts, src, dst, mac) {
  const flow = connect(day, draw, {
    ts,
    src,
    dst,
    srcPort: 68,
    port: 67,
    protocol: 'udp',
    service: 'dhcp',
    duration: draw.lognormal(0.003, 0.4),
    up: 300,
    down: 300,
  })
  log(day, 'dhcp', flow, 0, { mac, name: src.name })
}

/** `count` look-ups and pages of a person at work. */
export function browsing(day, draw, src, resolver, counts, early, late) {
  for (let i = 0; i < counts.dns; i++) dns(day, draw, at(day, officeHour(draw, early, late)), src, resolver)
  for (let i = 0; i < counts.web; i++) web(day, draw, at(day, officeHour(draw, early, late)), src)
}
