import { details } from '../zeek/details.ts'
import {
  hostOf,
  numberAt,
  numberOf,
  objectsAt,
  port,
  secondsOf,
  textAt,
  valueAt,
  type JsonObject,
} from '../text/values.ts'
import type { CloudFormat } from './format.ts'
import type { Session } from './sessions.ts'
import { table } from '../../lib/table.ts'

type Door = Pick<Session, 'service' | 'dstPort'> & {
  readonly method: string
  /** Nothing where the call opens no way. */
  readonly targets: readonly string[]
  readonly address?: string
}

const request = (record: JsonObject, ...path: readonly string[]) =>
  textAt(record, 'requestParameters', ...path)

const console = (method: string) => (record: JsonObject): Door =>
  ({ service: 'cloud-console', targets: [account(record)], dstPort: 443, method }) // prettier-ignore

/** A call whose parameter names the machine. */
const machine = (parameter: string, method: string, dstPort: number) => (record: JsonObject): Door =>
  ({ service: 'cloud-vm', targets: [request(record, parameter)], dstPort, method }) // prettier-ignore

/** Calls that open a way to the console or to a machine, by service. A new one is one row. */
const doors = table<(record: JsonObject) => Door>({
  'signin ConsoleLogin': console('console'),
  'signin SwitchRole': console('switch-role'),
  'signin UserAuthentication': console('identity-center'),
  // Each factor that is passed is told too, but a log-in that fails by its factors alone.
  'signin CredentialVerification': record => ({
    ...console('identity-center')(record),
    ...(outcome(record) === 'success' && { targets: [] }),
  }),
  'sso Federate': console('identity-center'),
  'sts AssumeRoleWithSAML': console('saml'),
  'ssm StartSession': record => ({ ...machine('target', 'ssm', 443)(record), ...forwarded(record) }),
  'ssm ResumeSession': machine('sessionId', 'ssm', 443),
  'ssm SendCommand': record => ({ service: 'cloud-vm', targets: commanded(record), dstPort: 443, method: 'ssm-command' }),
  'ec2-instance-connect SendSSHPublicKey': machine('instanceId', 'ec2-instance-connect', 22),
  'ec2-instance-connect SendSerialConsoleSSHPublicKey': machine('instanceId', 'serial-console', 22),
  'ec2-instance-connect OpenTunnel': record => ({
    service: 'cloud-vm',
    targets: [request(record, 'instanceId') || request(record, 'privateIpAddress')],
    address: request(record, 'privateIpAddress'),
    dstPort: Math.max(0, port(numberAt(record, 'requestParameters', 'remotePort'))),
    method: 'ec2-instance-connect-endpoint',
  }),
  'ec2 GetPasswordData': machine('instanceId', 'password-data', 3389),
}) // prettier-ignore

/** A session that forwards a port, of the machine itself or of a host behind it. */
function forwarded(record: JsonObject): Partial<Door> {
  const parameter = (name: string): string => {
    const value = valueAt(record, 'requestParameters', 'parameters', name)
    const [first]: readonly unknown[] = Array.isArray(value) ? value : [value]
    return typeof first === 'string' ? first.slice(0, 256) : ''
  }
  const dstPort = port(numberOf(parameter('portNumber')))
  if (dstPort < 0) return {}
  const host = parameter('host')
  const method = 'ssm-port-forwarding'
  return /^(localhost|127\.|$)/.test(host) ? { dstPort, method } : { dstPort, method, address: host }
}

/** A command runs on at most 50 machines by their numbers. By tags it may run on any, which the log does not name. */
function commanded(record: JsonObject): readonly string[] {
  const targets = objectsAt(record, 'requestParameters', 'targets')
  const byId = targets.filter(target => /^instanceids$/i.test(textAt(target, 'key')))
  const ids = [valueAt(record, 'requestParameters', 'instanceIds'), ...byId.map(target => target.values)]
  const named = ids.flat().filter(id => typeof id === 'string')
  const tags = targets.filter(target => !byId.includes(target)).map(target => textAt(target, 'key'))
  return named.length > 0 ? named.slice(0, 50) : [tags.join(' ')]
}

const account = (record: JsonObject): string =>
  `aws ${textAt(record, 'recipientAccountId') || textAt(record, 'userIdentity', 'accountId')}`

/** AWS CloudTrail, its files (`{"Records": […]}`) or one event a line. */
export const cloudtrail: CloudFormat = {
  claims: record => ['eventSource', 'eventName', 'eventTime'].every(name => textAt(record, name) !== ''),
  time: record => secondsOf(textAt(record, 'eventTime')),
  read: (record, desk) => {
    const call = `${textAt(record, 'eventSource').split('.')[0]} ${textAt(record, 'eventName')}`
    const door = doors.get(call)
    if (!door) {
      desk.unused('CloudTrail: other events')
      return ''
    }
    const ts = secondsOf(textAt(record, 'eventTime'))
    if (!(ts >= 0)) return 'eventTime is no time'
    const { hosts } = desk.context
    const src = hostOf(hosts, textAt(record, 'sourceIPAddress'))
    if (src < 0) {
      desk.unused("CloudTrail: sessions of AWS's own services")
      return ''
    }
    const { service, targets, dstPort, method, address = '' } = door(record)
    const dst = hostOf(hosts, address)
    const more = { user: user(record), outcome: outcome(record), detail: detail(record, method) }
    if (targets.length === 0) desk.unused('CloudTrail: other events')
    for (const target of targets)
      desk.sessions.add({ ts, src, srcPort: 0, dst, dstPort, service, target, ...more })
    return ''
  },
}

/** The user; of a role that was assumed, the role and who assumed it. */
function user(record: JsonObject): string {
  const identity = (...path: readonly string[]) => textAt(record, 'userIdentity', ...path)
  const name = identity('userName')
  // AWS hides the name of a user that does not exist: it may be a password in the wrong field.
  if (name !== '') return name === 'HIDDEN_DUE_TO_SECURITY_REASONS' ? '' : name
  if (identity('type') === 'Root') return 'root'
  return (
    textAt(record, 'additionalEventData', 'UserName') ||
    identity('arn').replace(/^[^/]*\//, '') ||
    identity('principalId') ||
    identity('onBehalfOf', 'userId')
  )
}

function outcome(record: JsonObject): Session['outcome'] {
  const name = textAt(record, 'eventName')
  const told = textAt(record, 'responseElements', name) || textAt(record, 'serviceEventDetails', name)
  if (told !== '') return told === 'Success' ? 'success' : 'failure'
  return textAt(record, 'errorCode') === '' && textAt(record, 'errorMessage') === '' ? 'success' : 'failure'
}

const detail = (record: JsonObject, method: string): Session['detail'] =>
  details({
    method,
    account: textAt(record, 'recipientAccountId') || textAt(record, 'userIdentity', 'accountId'),
    region: textAt(record, 'awsRegion'),
    document: request(record, 'documentName'),
    role: textAt(record, 'additionalEventData', 'SwitchTo') || request(record, 'roleArn'),
    login: request(record, 'instanceOSUser') || request(record, 'osUser'),
    mfa: textAt(record, 'additionalEventData', 'MFAUsed'),
    error: textAt(record, 'errorCode') || textAt(record, 'errorMessage'),
    software: textAt(record, 'userAgent').slice(0, 200),
  })
