/** The remote services: a connection each, and what Zeek would log inside it. */
import { connect } from './wire.mjs'

const ports = { ssh: 22, rdp: 3389, smb: 445, winrm: 5985, vnc: 5900 }
const micro = seconds => Math.round(seconds * 1e6) / 1e6

/** Adds a row to one of the day's logs, tied to a flow that Zeek saw. `after` is in seconds from the flow's start. */
export function log(day, name, flow, after, fields) {
  if (flow.sensor !== 'hq-zeek') return
  const ts = micro(flow.ts + Math.min(after, flow.duration))
  ;(day.logs[name] ??= []).push({ ts, flow, ...fields })
}

const clients = {
  linux: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u5',
  windows: 'SSH-2.0-PuTTY_Release_0.81',
  libssh: 'SSH-2.0-libssh2_1.11.0',
}

/** SSH. `auth`: true, false or undefined where Zeek cannot tell; `attempts` are what it counted. */
export function ssh(day, draw, spec) {
  const failed = spec.auth === false
  const flow = connect(day, draw, {
    port: ports.ssh,
    service: 'ssh',
    ending: failed ? 'closedByServer' : 'closed',
    duration: failed ? draw.lognormal(6, 0.5) : draw.lognormal(40, 1.2),
    up: failed ? draw.lognormal(2300, 0.12) : draw.lognormal(9000, 0.9),
    down: failed ? draw.lognormal(2700, 0.1) : draw.lognormal(16000, 1.1),
    ...spec,
  })
  if (flow.service !== '-')
    log(day, 'ssh', flow, draw.between(0.01, 0.06), {
      success: spec.auth,
      attempts: spec.attempts ?? (failed ? draw.whole(1, 3) : 1),
      client: spec.client ?? clients[spec.src.os ?? 'linux'] ?? clients.linux,
      server: spec.dst.os === 'windows' ? 'SSH-2.0-OpenSSH_for_Windows_8.1' : clients.linux,
    })
  return flow
}
ssh.clients = clients

/** RDP. `user` becomes the routing cookie, `null` leaves it out; the client's name is only seen without NLA. */
export function rdp(day, draw, spec) {
  const flow = connect(day, draw, {
    port: ports.rdp,
    service: 'rdp,ssl',
    duration: draw.lognormal(900, 1),
    up: draw.lognormal(350e3, 0.8),
    down: draw.lognormal(5e6, 1),
    ...spec,
  })
  if (flow.service !== '-')
    log(day, 'rdp', flow, draw.between(0.002, 0.05), { cookie: spec.user ?? spec.src.user ?? '-' })
  return flow
}

/** SMB. `shares` are [path, type] as the client asked for them; `files` are [share, name, size]; `user` is seen with NTLM alone. */
export function smb(day, draw, spec) {
  const words = ['gssapi', spec.ntlm ? 'ntlm' : 'krb', 'smb', ...(spec.rpc ? ['dce_rpc'] : [])]
  const flow = connect(day, draw, {
    port: ports.smb,
    service: words.join(','),
    ending: draw.chance(0.12) ? 'resetByClient' : 'closed',
    duration: draw.lognormal(55, 1),
    up: draw.lognormal(14e3, 1),
    down: draw.lognormal(60e3, 1.3),
    ...spec,
  })
  if (flow.service === '-') return flow
  const server = `\\\\${spec.dst.name}\\`
  if (spec.ntlm) ntlm(day, flow, spec.ntlm)
  for (const [i, [share, type]] of (spec.shares ?? []).entries())
    log(day, 'smb_mapping', flow, 0.06 + i * 0.02, { path: server + share, type: type ?? 'DISK' })
  for (const [i, [share, name, size]] of (spec.files ?? []).entries())
    log(day, 'smb_files', flow, draw.between(0.3, 3) + i, { path: server + share, name, size })
  // What a service is to start must have been copied before.
  rpcCalls(day, flow, spec.rpc, spec.files?.length ? 4.2 : 0.2)
  return flow
}

/** NTLM as Zeek logs it. `who`: { user, host, server, success }. */
export function ntlm(day, flow, who) {
  log(day, 'ntlm', flow, 0.03, { success: true, ...who })
}

/** Calls are [pipe or port, interface, operation], a few hundredths of a second apart. */
function rpcCalls(day, flow, calls, from) {
  for (const [i, [pipe, endpoint, operation]] of (calls ?? []).entries())
    log(day, 'dce_rpc', flow, from + i * 0.037, { pipe, endpoint, operation })
}

/** WinRM over HTTP. Zeek sees no user in it. */
export const winrm = (day, draw, spec) =>
  connect(day, draw, {
    port: ports.winrm,
    service: 'http',
    duration: draw.lognormal(14, 0.9),
    up: draw.lognormal(14e3, 0.7),
    down: draw.lognormal(19e3, 0.9),
    ...spec,
  })

/** VNC. */
export function vnc(day, draw, spec) {
  const flow = connect(day, draw, {
    port: ports.vnc,
    service: 'rfb',
    duration: draw.lognormal(600, 0.8),
    up: draw.lognormal(120e3, 0.8),
    down: draw.lognormal(9e6, 0.9),
    ...spec,
  })
  if (flow.service !== '-') log(day, 'rfb', flow, 0.02, { desktop: spec.dst.name.toLowerCase() })
  return flow
}

/** DCOM to WMI: the activation on port 135, then calls on a high port. */
export function wmi(day, draw, spec, operation) {
  const activation = connect(day, draw, {
    port: 135,
    service: 'dce_rpc',
    duration: draw.lognormal(0.4, 0.5),
    up: draw.lognormal(1900, 0.15),
    down: draw.lognormal(1500, 0.15),
    ...spec,
  })
  rpcCalls(day, activation, [['135', 'ISystemActivator', 'RemoteCreateInstance']], 0.02)
  const high = 49664 + (Number(spec.dst.address.split('.')[3]) % 12)
  const calls = connect(day, draw, {
    service: 'dce_rpc',
    duration: draw.lognormal(2, 0.6),
    up: draw.lognormal(6200, 0.3),
    down: draw.lognormal(9000, 0.5),
    ...spec,
    ts: activation.ts + 0.08,
    port: high,
  })
  rpcCalls(
    day,
    calls,
    [
      [String(high), 'IWbemLevel1Login', 'NTLMLogin'],
      [String(high), 'IWbemServices', operation],
    ],
    0.03,
  )
}
