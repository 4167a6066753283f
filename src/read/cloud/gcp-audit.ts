import { details } from '../zeek/details.ts'
import {
  hostOf,
  numberAt,
  objectAt,
  objectsAt,
  port,
  secondsOf,
  textAt,
  type JsonObject,
} from '../text/values.ts'
import type { CloudFormat } from './format.ts'
import type { Session } from './sessions.ts'

interface Door {
  readonly service: Session['service']
  readonly method: string
  readonly dstPort: number
}

/** Methods that open a way in, by service and method. A new one is one row. */
const doors: readonly (readonly [service: RegExp, method: RegExp, door: Door])[] = [
  [/^iap\./, /AuthorizeUser$/, { service: 'cloud-vm', method: 'iap', dstPort: 22 }],
  [/^ssh-serialport\./, /connect$/i, { service: 'cloud-vm', method: 'serial-console', dstPort: 9600 }],
  [/^compute\./, /instances\.setMetadata$/, { service: 'cloud-vm', method: 'ssh-key', dstPort: 22 }],
  [
    /^compute\./,
    /projects\.setCommonInstanceMetadata$/,
    { service: 'cloud-vm', method: 'ssh-key', dstPort: 22 },
  ],
  [/^oslogin\./, /(CheckPolicy|StartSession)$/, { service: 'cloud-vm', method: 'os-login', dstPort: 22 }],
  [
    /^login\./,
    /login(Success|Failure|Challenge)$/i,
    { service: 'cloud-console', method: 'console', dstPort: 443 },
  ],
]

/** Exports to BigQuery have another name for it. */
const payloadOf = (record: JsonObject): JsonObject | undefined =>
  objectAt(record, 'protoPayload') ?? objectAt(record, 'protopayload_auditlog')

/** Google's audit log: IAP tunnels, serial consoles, SSH keys put into a machine's metadata, OS Login, and log-ins to accounts. */
export const gcpAudit: CloudFormat = {
  claims: record =>
    textAt(payloadOf(record), 'serviceName') !== '' && textAt(payloadOf(record), 'methodName') !== '',
  time: record => secondsOf(textAt(record, 'timestamp')),
  read: (record, desk) => {
    const payload = payloadOf(record)!
    const door = doorOf(record, payload)
    if (!door) {
      desk.unused('Google audit log: other entries')
      return ''
    }
    const ts = secondsOf(textAt(record, 'timestamp'))
    if (!(ts >= 0)) return 'timestamp is no time'
    const { hosts } = desk.context
    const src = hostOf(hosts, textAt(payload, 'requestMetadata', 'callerIp'))
    if (src < 0) {
      desk.unused("Google audit log: sessions of Google's own services")
      return ''
    }
    const dst = hostOf(hosts, textAt(payload, 'requestMetadata', 'destinationAttributes', 'ip'))
    const told = port(numberAt(payload, 'requestMetadata', 'destinationAttributes', 'port'))
    desk.sessions.add({
      ts,
      src,
      srcPort: 0,
      dst,
      dstPort: told >= 0 ? told : door.dstPort,
      service: door.service,
      target: target(record, payload, door),
      user: textAt(payload, 'authenticationInfo', 'principalEmail'),
      outcome: outcome(payload),
      detail: details({ method: door.method, project: textAt(record, 'resource', 'labels', 'project_id') }),
    })
    return ''
  },
}

/** Where an entry says what was asked for; exports to BigQuery hold it as text. */
const more = ['metadata', 'request', 'metadataJson', 'requestJson'] as const

/** IAP authorises access to web pages too: only its tunnels lead to machines. Metadata is set for many reasons. */
function doorOf(record: JsonObject, payload: JsonObject): Door | undefined {
  const [service, method] = [textAt(payload, 'serviceName'), textAt(payload, 'methodName')]
  const door = doors.find(([services, methods]) => services.test(service) && methods.test(method))?.[2]
  if (
    door?.method === 'iap' &&
    !/iap_tunnel/.test(textAt(payload, 'resourceName')) &&
    textAt(record, 'resource', 'type') !== 'gce_instance'
  )
    return undefined
  return door?.method === 'ssh-key' && !/ssh-keys/.test(JSON.stringify(more.map(name => payload[name])))
    ? undefined
    : door
}

/** A machine by its name, or else its number; an account by its project. */
function target(record: JsonObject, payload: JsonObject, door: Door): string {
  if (door.service === 'cloud-console')
    return `google ${textAt(record, 'resource', 'labels', 'project_id') || 'account'}`
  const name = /instances\/([^/]+)$/.exec(textAt(payload, 'resourceName'))?.[1] ?? ''
  const project = () => `project ${textAt(record, 'resource', 'labels', 'project_id')}`
  return name || textAt(record, 'resource', 'labels', 'instance_id') || project()
}

function outcome(payload: JsonObject): Session['outcome'] {
  const refused = objectsAt(payload, 'authorizationInfo').some(({ granted }) => granted === false)
  const failed = numberAt(payload, 'status', 'code') > 0 || /Failure$/.test(textAt(payload, 'methodName'))
  return refused || failed ? 'failure' : 'success'
}
