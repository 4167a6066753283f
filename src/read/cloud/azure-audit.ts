import { details } from '../zeek/details.ts'
import { hostOf, numberAt, objectAt, port, textAt, type JsonObject } from '../text/values.ts'
import { azureTime } from './azure-time.ts'
import type { CloudFormat } from './format.ts'
import type { Session } from './sessions.ts'
import { table } from '../../lib/table.ts'

/** What an entry says besides who and when. */
type Door = Pick<Session, 'service' | 'target' | 'dstPort' | 'outcome' | 'detail'> & {
  readonly address?: string
  readonly srcPort?: number
}

/** Of a value in the entry's properties, or in the entry itself as tables have it, in either spelling. */
const value = (record: JsonObject, name: string): string =>
  textAt(record, 'properties', name) ||
  textAt(record, name) ||
  textAt(record, name[0]!.toUpperCase() + name.slice(1))

/** The same of values that the activity log's interface puts into an object with words for people. */
const named = (record: JsonObject, name: string): string =>
  textAt(record, name, 'value') || textAt(record, `${name[0]!.toUpperCase()}${name.slice(1)}Value`)

/** Sign-ins that the portal or Microsoft Graph exported name no category. */
const isGraph = (record: JsonObject): boolean =>
  ['createdDateTime', 'appDisplayName', 'ipAddress'].every(name => textAt(record, name) !== '') &&
  textAt(record, 'status', 'errorCode') !== ''

const kindOf = (record: JsonObject): string =>
  textAt(record, 'category') ||
  named(record, 'category') ||
  textAt(record, 'Category') ||
  textAt(record, 'Type') ||
  (isGraph(record) ? 'SignInLogs' : '')

const operationOf = (record: JsonObject): string =>
  named(record, 'operationName') || value(record, 'operationName')

/** How far an operation of the activity log has come, or how it ended. */
const resultOf = (record: JsonObject): string =>
  textAt(record, 'status', 'value') ||
  textAt(record, 'ActivityStatusValue') ||
  textAt(record, 'resultType') ||
  textAt(record, 'ResultType')

/** The last part of a resource's path: its name. */
const nameIn = (resource: string): string => resource.split('/').at(-1)!.toLowerCase()

function signIn(record: JsonObject): Door {
  const code =
    textAt(record, 'resultType') ||
    textAt(record, 'ResultType') ||
    textAt(record, 'properties', 'status', 'errorCode') ||
    textAt(record, 'status', 'errorCode')
  return {
    service: 'cloud-console',
    target: `azure ${textAt(record, 'tenantId') || textAt(record, 'properties', 'resourceTenantId') || textAt(record, 'AADTenantId')}`,
    dstPort: 443,
    outcome: code === '0' ? 'success' : code === '' ? 'unknown' : 'failure',
    detail: details({
      method: 'sign-in',
      application: value(record, 'appDisplayName'),
      error: code === '0' ? '' : code,
    }),
  }
}

const ports = table<number>({ ssh: 22, rdp: 3389 })

function bastion(record: JsonObject): Door {
  const protocol = value(record, 'protocol').toLowerCase()
  const address = value(record, 'targetVMIPAddress')
  return {
    service: 'cloud-vm',
    target: nameIn(value(record, 'targetResourceId')) || address,
    address,
    srcPort: Math.max(0, port(numberAt(objectAt(record, 'properties') ?? record, 'clientPort'))),
    dstPort: ports.get(protocol) ?? 443,
    outcome: /fail|denied/i.test(value(record, 'message')) ? 'failure' : 'success',
    detail: details({ method: 'bastion', protocol, software: value(record, 'userAgent').slice(0, 200) }),
  }
}

/** An operation of the activity log on a machine; nothing before it is over: each tells that it starts, and how it ends. */
const onMachine =
  (method: string) =>
  (record: JsonObject): Door | undefined => {
    const result = resultOf(record)
    if (/^(start|started|accept|accepted)$/i.test(result)) return undefined
    return {
      service: 'cloud-vm',
      target: machineIn(record),
      dstPort: 443,
      outcome: /fail/i.test(result) ? 'failure' : 'success',
      detail: details({ method }),
    }
  }

/** The machine that the operation is on, or that a request for access names. */
function machineIn(record: JsonObject): string {
  const places = [
    value(record, 'resourceId'),
    textAt(record, '_ResourceId'),
    value(record, 'requestbody'),
    value(record, 'requestBody'),
  ]
  const found = places.map(place => /(?:virtualMachines|machines)\/([^/"]+)/i.exec(place)?.[1])
  return found.find(name => name !== undefined)?.toLowerCase() ?? ''
}

type ReadDoor = (record: JsonObject) => Door | undefined

/** Entries that tell of a way in. A new one is one row. */
const doors: readonly (readonly [RegExp, (record: JsonObject) => string, ReadDoor])[] = [
  [/^((AAD)?NonInteractiveUser)?SignInLogs$/i, kindOf, signIn],
  [/^(MicrosoftAzure)?BastionAuditLogs$/i, kindOf, bastion],
  [/^Microsoft\.SerialConsole\/serialPorts\/connect/i, operationOf, onMachine('serial-console')],
  [/^Microsoft\.Compute\/virtualMachines\/runCommands?\/(action|write)$/i, operationOf, onMachine('run-command')],
  [/^Microsoft\.HybridCompute\/machines\/runCommands\/write$/i, operationOf, onMachine('run-command')],
  [/^Microsoft\.Security\/locations\/jitNetworkAccessPolicies\/initiate/i, operationOf, onMachine('just-in-time')],
] // prettier-ignore

const doorOf = (record: JsonObject) => doors.find(([name, part]) => name.test(part(record)))?.[2]

/** Other entries of the same logs, of any category: they are read past. */
const isOther = (record: JsonObject): boolean =>
  kindOf(record) !== '' && operationOf(record) !== '' && time(record) >= 0

/** Categories that are named where they are counted; others may be anything. */
const others =
  /^(AuditLogs|Administrative|Action|Write|Delete|Security|Policy|ResourceHealth|ServiceHealth|(AAD)?(ServicePrincipal|ManagedIdentity|ADFS)SignInLogs|NetworkSecurityGroupEvent|NetworkSecurityGroupRuleCounter)$/i

/** Azure's sign-in logs, Bastion's audit log, and serial consoles in the activity log; as blobs or as rows of tables. */
export const azureAudit: CloudFormat = {
  claims: record => doorOf(record) !== undefined || isOther(record),
  time,
  read: (record, desk) => {
    const found = doorOf(record)?.(record)
    if (!found) {
      desk.unused(`Azure: ${others.test(kindOf(record)) ? kindOf(record) : 'other'} entries`)
      return ''
    }
    const ts = time(record)
    if (!(ts >= 0)) return 'time is no time'
    const src = hostOf(desk.context.hosts, client(record))
    if (src < 0) return 'the client has no address'
    const { address = '', srcPort = 0, ...door } = found
    const dst = hostOf(desk.context.hosts, address)
    desk.sessions.add({ ts, src, srcPort, dst, user: user(record), ...door })
    return ''
  },
}

/** When it happened: of sign-ins `time` is when they were handed over, minutes later. */
function time(record: JsonObject): number {
  const names = ['time', 'Time', 'TimeGenerated', 'eventTimestamp']
  const created = value(record, 'createdDateTime')
  return azureTime(created || (names.map(name => textAt(record, name)).find(told => told !== '') ?? ''))
}

/** The address of who came in; Azure may add the port. */
const client = (record: JsonObject): string =>
  (
    value(record, 'clientIpAddress') ||
    value(record, 'ipAddress') ||
    textAt(record, 'IPAddress') ||
    value(record, 'callerIpAddress') ||
    textAt(record, 'httpRequest', 'clientIpAddress')
  ).replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')

const user = (record: JsonObject): string =>
  value(record, 'userPrincipalName') ||
  value(record, 'userEmail') ||
  value(record, 'userName') ||
  textAt(record, 'identity', 'claims', 'name') ||
  value(record, 'caller')
