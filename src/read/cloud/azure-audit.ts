import { details } from '../zeek/details.ts'
import { hostOf, numberAt, objectAt, port, secondsOf, textAt, type JsonObject } from '../text/values.ts'
import { shortened } from './azure-flows.ts'
import type { CloudFormat } from './format.ts'
import type { Session } from './sessions.ts'

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

const kindOf = (record: JsonObject): string =>
  textAt(record, 'category') || textAt(record, 'Category') || textAt(record, 'Type')

const operationOf = (record: JsonObject): string => value(record, 'operationName')

/** The last part of a resource's path: its name. */
const nameIn = (resource: string): string => resource.split('/').at(-1)!.toLowerCase()

function signIn(record: JsonObject): Door {
  const code =
    textAt(record, 'resultType') ||
    textAt(record, 'ResultType') ||
    textAt(record, 'properties', 'status', 'errorCode')
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

const ports: Readonly<Record<string, number>> = { ssh: 22, rdp: 3389 }

function bastion(record: JsonObject): Door {
  const protocol = value(record, 'protocol').toLowerCase()
  const address = value(record, 'targetVMIPAddress')
  return {
    service: 'cloud-vm',
    target: nameIn(value(record, 'targetResourceId')) || address,
    address,
    srcPort: Math.max(0, port(numberAt(objectAt(record, 'properties') ?? record, 'clientPort'))),
    dstPort: ports[protocol] ?? 443,
    outcome: /fail|denied/i.test(value(record, 'message')) ? 'failure' : 'success',
    detail: details({ method: 'bastion', protocol, software: value(record, 'userAgent').slice(0, 200) }),
  }
}

function serialConsole(record: JsonObject): Door {
  const machine = /virtualMachines\/([^/]+)/i.exec(value(record, 'resourceId'))?.[1] ?? ''
  const failed = /fail/i.test(textAt(record, 'resultType') || textAt(record, 'ResultType'))
  return {
    service: 'cloud-vm',
    target: machine.toLowerCase(),
    dstPort: 443,
    outcome: failed ? 'failure' : 'success',
    detail: details({ method: 'serial-console' }),
  }
}

/** Entries that tell of a way in. A new one is one row. */
const doors: readonly (readonly [RegExp, (record: JsonObject) => string, (record: JsonObject) => Door])[] = [
  [/^(NonInteractiveUser)?SignInLogs$|^SigninLogs$/i, kindOf, signIn],
  [/^(MicrosoftAzure)?BastionAuditLogs$/i, kindOf, bastion],
  [/^Microsoft\.SerialConsole\/serialPorts\/connect/i, operationOf, serialConsole],
]

const doorOf = (record: JsonObject) => doors.find(([name, part]) => name.test(part(record)))?.[2]

/** Other categories of the same logs, which are read past. */
const others =
  /^(AuditLogs|Administrative|ServicePrincipalSignInLogs|ManagedIdentitySignInLogs|NetworkSecurityGroupEvent|NetworkSecurityGroupRuleCounter)$/

/** Azure's sign-in logs, Bastion's audit log, and serial consoles in the activity log; as blobs or as rows of tables. */
export const azureAudit: CloudFormat = {
  claims: record =>
    doorOf(record) !== undefined || (others.test(kindOf(record)) && operationOf(record) !== ''),
  time,
  read: (record, desk) => {
    const read = doorOf(record)
    if (!read) {
      desk.unused(`Azure: ${kindOf(record)} entries`)
      return ''
    }
    const ts = time(record)
    if (!(ts >= 0)) return 'time is no time'
    const src = hostOf(desk.context.hosts, client(record))
    if (src < 0) return 'the client has no address'
    const { address = '', srcPort = 0, ...door } = read(record)
    const dst = hostOf(desk.context.hosts, address)
    desk.sessions.add({ ts, src, srcPort, dst, user: user(record), ...door })
    return ''
  },
}

function time(record: JsonObject): number {
  const text = textAt(record, 'time') || textAt(record, 'Time') || textAt(record, 'TimeGenerated')
  return secondsOf(shortened(text))
}

/** The address of who came in; Azure may add the port. */
const client = (record: JsonObject): string =>
  (
    value(record, 'clientIpAddress') ||
    value(record, 'ipAddress') ||
    textAt(record, 'IPAddress') ||
    value(record, 'callerIpAddress')
  ).replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')

const user = (record: JsonObject): string =>
  value(record, 'userPrincipalName') ||
  value(record, 'userEmail') ||
  value(record, 'userName') ||
  textAt(record, 'identity', 'claims', 'name') ||
  value(record, 'caller')
