import { details } from '../zeek/details.ts'
import { hostOf, numberAt, port, secondsOf, textAt, type JsonObject } from '../text/values.ts'
import type { CloudFormat } from './format.ts'
import type { Session } from './sessions.ts'

type Door = Pick<Session, 'service' | 'target' | 'dstPort'> & {
  readonly method: string
  readonly address?: string
}

const request = (record: JsonObject, ...path: readonly string[]) =>
  textAt(record, 'requestParameters', ...path)

/** Calls that open a way to the console or to a machine. A new one is one row. */
const doors: Readonly<Record<string, (record: JsonObject) => Door>> = {
  ConsoleLogin: record => ({ service: 'cloud-console', target: account(record), dstPort: 443, method: 'console' }),
  StartSession: record => ({ service: 'cloud-vm', target: request(record, 'target'), dstPort: 443, method: 'ssm' }),
  ResumeSession: record => ({ service: 'cloud-vm', target: request(record, 'sessionId'), dstPort: 443, method: 'ssm' }),
  SendSSHPublicKey: record => ({ service: 'cloud-vm', target: request(record, 'instanceId'), dstPort: 22, method: 'ec2-instance-connect' }),
  SendSerialConsoleSSHPublicKey: record => ({ service: 'cloud-vm', target: request(record, 'instanceId'), dstPort: 22, method: 'serial-console' }),
  OpenTunnel: record => ({
    service: 'cloud-vm',
    target: request(record, 'instanceId') || request(record, 'privateIpAddress'),
    address: request(record, 'privateIpAddress'),
    dstPort: Math.max(0, port(numberAt(record, 'requestParameters', 'remotePort'))),
    method: 'ec2-instance-connect-endpoint',
  }),
} // prettier-ignore

const sources = /^(signin|ssm|ec2-instance-connect)\.amazonaws\.com/

const account = (record: JsonObject): string =>
  `aws ${textAt(record, 'recipientAccountId') || textAt(record, 'userIdentity', 'accountId')}`

/** AWS CloudTrail, its files (`{"Records": […]}`) or one event a line. */
export const cloudtrail: CloudFormat = {
  claims: record => ['eventSource', 'eventName', 'eventTime'].every(name => textAt(record, name) !== ''),
  time: record => secondsOf(textAt(record, 'eventTime')),
  read: (record, desk) => {
    const name = textAt(record, 'eventName')
    const door =
      sources.test(textAt(record, 'eventSource')) && Object.hasOwn(doors, name)
        ? doors[name]!(record)
        : undefined
    if (!door) {
      desk.unused('CloudTrail: other events')
      return ''
    }
    const ts = secondsOf(textAt(record, 'eventTime'))
    if (!(ts >= 0)) return 'eventTime is no time'
    const src = hostOf(desk.context.hosts, textAt(record, 'sourceIPAddress'))
    if (src < 0) {
      desk.unused("CloudTrail: sessions of AWS's own services")
      return ''
    }
    const { service, target, dstPort, method, address = '' } = door
    const dst = hostOf(desk.context.hosts, address)
    desk.sessions.add({
      ts,
      src,
      srcPort: 0,
      dst,
      dstPort,
      service,
      target,
      user: user(record),
      outcome: outcome(record),
      detail: detail(record, method),
    })
    return ''
  },
}

/** The user; of a role that was assumed, the role and who assumed it. */
function user(record: JsonObject): string {
  const identity = (...path: readonly string[]) => textAt(record, 'userIdentity', ...path)
  if (identity('userName') !== '') return identity('userName')
  if (identity('type') === 'Root') return 'root'
  return identity('arn').replace(/^[^/]*\//, '') || identity('principalId')
}

function outcome(record: JsonObject): Session['outcome'] {
  const console = textAt(record, 'responseElements', 'ConsoleLogin')
  if (console !== '') return console === 'Success' ? 'success' : 'failure'
  return textAt(record, 'errorCode') === '' && textAt(record, 'errorMessage') === '' ? 'success' : 'failure'
}

const detail = (record: JsonObject, method: string): Session['detail'] =>
  details({
    method,
    account: textAt(record, 'recipientAccountId') || textAt(record, 'userIdentity', 'accountId'),
    region: textAt(record, 'awsRegion'),
    login: request(record, 'instanceOSUser') || request(record, 'osUser'),
    mfa: textAt(record, 'additionalEventData', 'MFAUsed'),
    error: textAt(record, 'errorCode') || textAt(record, 'errorMessage'),
    software: textAt(record, 'userAgent').slice(0, 200),
  })
