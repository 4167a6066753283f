import { expect, test } from 'vitest'
import { cloud } from '../../../src/read/cloud.ts'
import { readWords } from '../text/read-words.ts'

const read = (...records: readonly object[]) =>
  readWords(cloud, { log: records.map(record => JSON.stringify(record)).join('\n') })

const trail = (eventName: string, eventSource: string, more: object) => ({
  eventVersion: '1.08',
  eventTime: '2026-10-05T12:00:00Z',
  eventName,
  eventSource: `${eventSource}.amazonaws.com`,
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2',
  recipientAccountId: '123456789012',
  userIdentity: { type: 'IAMUser', userName: 'amy', accountId: '123456789012' },
  ...more,
})
const blob = (category: string, properties: object, more: object = {}) => ({
  time: '2026-10-05T12:00:00.1234567Z',
  category,
  operationName: 'op',
  properties,
  ...more,
})
const google = (serviceName: string, methodName: string, protoPayload: object, resource: object = {}) => ({
  timestamp: '2026-10-05T12:00:00.5Z',
  resource,
  protoPayload: {
    '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
    serviceName,
    methodName,
    authenticationInfo: { principalEmail: 'amy@example.org' },
    requestMetadata: { callerIp: '198.51.100.7' },
    ...protoPayload,
  },
})
const bastion = { userName: 'amy', clientIpAddress: '198.51.100.7', clientPort: '50001', protocol: 'rdp', targetVMIPAddress: '10.0.0.4', targetResourceId: '/subscriptions/x/virtualMachines/DB1', message: 'Successfully Connected.' } // prettier-ignore

const cases: readonly (readonly [string, object, object])[] = [
  ['a log-in to the console of AWS', trail('ConsoleLogin', 'signin', { responseElements: { ConsoleLogin: 'Success' }, additionalEventData: { MFAUsed: 'No' } }), { service: 'cloud-console', user: 'amy', outcome: 'success', dst: '', detail: { method: 'console', target: 'aws 123456789012', account: '123456789012', mfa: 'No' } }],
  ['one that fails, as root', trail('ConsoleLogin', 'signin', { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication', userIdentity: { type: 'Root' } }), { user: 'root', outcome: 'failure', detail: { error: 'Failed authentication' } }],
  ['a session of SSM, by a role', trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc' }, userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/ops/amy' } }), { service: 'cloud-vm', user: 'ops/amy', detail: { method: 'ssm', target: 'i-0abc' } }],
  ['EC2 Instance Connect', trail('SendSSHPublicKey', 'ec2-instance-connect', { requestParameters: { instanceId: 'i-0abc', instanceOSUser: 'ec2-user' } }), { service: 'cloud-vm', dstPort: 22, detail: { method: 'ec2-instance-connect', login: 'ec2-user', target: 'i-0abc' } }],
  ['its endpoint', trail('OpenTunnel', 'ec2-instance-connect', { requestParameters: { instanceConnectEndpointId: 'e', remotePort: '3389', privateIpAddress: '10.0.0.9' } }), { dst: '10.0.0.9', dstPort: 3389 }],
  ['the serial console, refused', trail('SendSerialConsoleSSHPublicKey', 'ec2-instance-connect', { requestParameters: { instanceId: 'i-0abc' }, errorCode: 'AccessDenied' }), { outcome: 'failure', detail: { method: 'serial-console', error: 'AccessDenied' } }],
  ['a session of SSM that forwards a port of a host behind the machine', trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc', documentName: 'AWS-StartPortForwardingSessionToRemoteHost', parameters: { host: ['10.0.0.9'], portNumber: ['3389'], localPortNumber: ['1'] } } }), { dst: '10.0.0.9', dstPort: 3389, detail: { method: 'ssm-port-forwarding', target: 'i-0abc', document: 'AWS-StartPortForwardingSessionToRemoteHost' } }],
  ['a command of SSM', trail('SendCommand', 'ssm', { requestParameters: { instanceIds: ['i-0abc'], documentName: 'AWS-RunShellScript' } }), { service: 'cloud-vm', detail: { method: 'ssm-command', target: 'i-0abc', document: 'AWS-RunShellScript' } }],
  ['a command of SSM by tags', trail('SendCommand', 'ssm', { requestParameters: { targets: [{ key: 'tag:Role', values: ['web'] }] } }), { detail: { target: 'tag:Role' } }],
  ['the password of Windows', trail('GetPasswordData', 'ec2', { requestParameters: { instanceId: 'i-0abc' } }), { service: 'cloud-vm', dstPort: 3389, detail: { method: 'password-data', target: 'i-0abc' } }],
  ['a change of role', trail('SwitchRole', 'signin', { responseElements: { SwitchRole: 'Success' }, additionalEventData: { SwitchTo: 'arn:aws:iam::2:role/admin' } }), { service: 'cloud-console', outcome: 'success', detail: { method: 'switch-role', role: 'arn:aws:iam::2:role/admin' } }],
  ['a log-in by SAML', trail('AssumeRoleWithSAML', 'sts', { userIdentity: { type: 'SAMLUser', userName: 'amy@example.org' }, requestParameters: { roleArn: 'arn:aws:iam::1:role/ops' } }), { service: 'cloud-console', user: 'amy@example.org', detail: { method: 'saml', role: 'arn:aws:iam::1:role/ops' } }],
  ['a log-in to the Identity Center', trail('UserAuthentication', 'signin', { userIdentity: { type: 'IdentityCenterUser', arn: '' }, additionalEventData: { UserName: 'amy' }, serviceEventDetails: { UserAuthentication: 'Success' } }), { user: 'amy', outcome: 'success', detail: { method: 'identity-center' } }],
  ['a factor of it that fails', trail('CredentialVerification', 'signin', { additionalEventData: { UserName: 'amy' }, serviceEventDetails: { CredentialVerification: 'Failure' } }), { outcome: 'failure' }],
  ['a log-in of a name that AWS hides', trail('ConsoleLogin', 'signin', { responseElements: { ConsoleLogin: 'Failure' }, userIdentity: { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }), { user: '', outcome: 'failure' }],
  ['an event of EventBridge', { version: '0', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ssm', time: '2026-10-05T12:00:01Z', detail: trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc' } }) }, { detail: { method: 'ssm' } }],
  ['an event that was looked up', { Events: [{ EventName: 'StartSession', EventTime: 1791201600, CloudTrailEvent: JSON.stringify(trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc' } })) }] }, { detail: { method: 'ssm' } }],
  ['an event that CloudWatch delivers', { messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: JSON.stringify(trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc' } })) }] }, { detail: { method: 'ssm' } }],
  ['an event that Filebeat wrapped', { '@timestamp': '2026-10-05T12:00:01Z', message: JSON.stringify(trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc' } })) }, { detail: { method: 'ssm' } }],
  ['a sign-in of Azure that the portal exported', { createdDateTime: '2026-10-05T12:00:00Z', userPrincipalName: 'amy@example.org', appDisplayName: 'Azure Portal', ipAddress: '198.51.100.7', resourceTenantId: 't1', status: { errorCode: 50126 } }, { service: 'cloud-console', outcome: 'failure', user: 'amy@example.org' }],
  ['a sign-in in a table', { TimeGenerated: '2026-10-05T12:00:00Z', Type: 'AADNonInteractiveUserSignInLogs', UserPrincipalName: 'amy@example.org', IPAddress: '198.51.100.7', ResultType: '0', AADTenantId: 't1' }, { outcome: 'success', detail: { target: 'azure t1' } }],
  ['a command on a machine of Azure', blob('Action', {}, { operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION', resultType: 'Success', callerIpAddress: '198.51.100.7', resourceId: '/SUBSCRIPTIONS/X/VIRTUALMACHINES/DB1', identity: { claims: { name: 'amy' } } }), { service: 'cloud-vm', user: 'amy', outcome: 'success', detail: { method: 'run-command', target: 'db1' } }],
  ['one that fails, as the activity log’s interface tells it', { eventTimestamp: '2026-10-05T12:00:00.1234567Z', category: { value: 'Administrative' }, operationName: { value: 'Microsoft.Compute/virtualMachines/runCommand/action', localizedValue: 'Run' }, status: { value: 'Failed' }, caller: 'amy', httpRequest: { clientIpAddress: '198.51.100.7' }, resourceId: '/subscriptions/x/virtualMachines/db1' }, { outcome: 'failure', user: 'amy', detail: { target: 'db1' } }],
  ['one in a table', { TimeGenerated: '2026-10-05T12:00:00Z', Type: 'AzureActivity', OperationName: 'Run Command on Virtual Machine', OperationNameValue: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION', ActivityStatusValue: 'Success', Caller: 'amy', CallerIpAddress: '198.51.100.7', _ResourceId: '/subscriptions/x/virtualmachines/db1' }, { user: 'amy', detail: { method: 'run-command', target: 'db1' } }],
  ['just-in-time access', blob('Administrative', { requestbody: '{"virtualMachines":[{"id":"/subscriptions/x/virtualMachines/DB1","ports":[]}]}' }, { operationName: 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action', resultType: 'Success', callerIpAddress: '198.51.100.7', resourceId: '/jit/default' }), { detail: { method: 'just-in-time', target: 'db1' } }],
  ['an audit entry of Google out of BigQuery', { timestamp: '2026-10-05 12:00:00.500000 UTC', protopayload_auditlog: google('ssh-serialport.googleapis.com', 'google.ssh-serialport.v1.connect', { resourceName: 'projects/1/zones/z/instances/web1' }).protoPayload }, { ts: 1791201600.5, detail: { method: 'serial-console', target: 'web1' } }],
  ['an SSH key out of BigQuery', { timestamp: '2026-10-05 12:00:00 UTC', protopayload_auditlog: google('compute.googleapis.com', 'v1.compute.instances.setMetadata', { resourceName: 'projects/1/zones/z/instances/web1', metadataJson: '{"instanceMetadataDelta":{"addedMetadataKeys":["ssh-keys"]}}' }).protoPayload }, { detail: { method: 'ssh-key', target: 'web1' } }],
  ['an SSH key for all machines of a project', { ...google('compute.googleapis.com', 'v1.compute.projects.setCommonInstanceMetadata', { resourceName: 'projects/1', metadata: { projectMetadataDelta: { modifiedMetadataKeys: ['ssh-keys'] } } }), resource: { labels: { project_id: 'p1' } } }, { detail: { method: 'ssh-key', target: 'project p1' } }],
  ['a sign-in to Azure', blob('SignInLogs', { userPrincipalName: 'amy@example.org', ipAddress: '198.51.100.7', appDisplayName: 'Azure Portal' }, { tenantId: 't1', resultType: '0', callerIpAddress: '198.51.100.7' }), { service: 'cloud-console', user: 'amy@example.org', outcome: 'success', ts: 1791201600.123456, detail: { method: 'sign-in', application: 'Azure Portal', target: 'azure t1' } }],
  ['a sign-in that was handed over later', blob('SignInLogs', { createdDateTime: '2026-10-05T11:58:00.9248761+00:00', ipAddress: '198.51.100.7' }, { resultType: '0' }), { ts: 1791201480.924876 }],
  ['one whose time has the month first', blob('SignInLogs', { ipAddress: '198.51.100.7' }, { time: '10/5/2026 1:00:00 PM +01:00', resultType: '0' }), { ts: 1791201600 }],
  ['one whose time has neither half nor zone', blob('SignInLogs', { ipAddress: '198.51.100.7' }, { time: '10/05/2026 12:00:00', resultType: '0' }), { ts: 1791201600 }],
  ['one that fails', blob('SignInLogs', { userPrincipalName: 'amy@example.org' }, { tenantId: 't1', resultType: '50126', callerIpAddress: '198.51.100.7' }), { outcome: 'failure', detail: { error: '50126' } }],
  ['Bastion', blob('BastionAuditLogs', bastion), { service: 'cloud-vm', user: 'amy', srcPort: 50001, dst: '10.0.0.4', dstPort: 3389, outcome: 'success', detail: { method: 'bastion', protocol: 'rdp', target: 'db1' } }],
  ['Bastion in a table', { TimeGenerated: '2026-10-05T12:00:00.1234567Z', Type: 'MicrosoftAzureBastionAuditLogs', UserName: 'amy', ClientIpAddress: '198.51.100.7', TargetVMIPAddress: '10.0.0.4', Protocol: 'ssh' }, { dst: '10.0.0.4', dstPort: 22, user: 'amy' }],
  ['a serial console of Azure', blob('Administrative', {}, { operationName: 'Microsoft.SerialConsole/serialPorts/connect/action', callerIpAddress: '198.51.100.7', resourceId: '/subscriptions/x/virtualMachines/DB1/providers/y', caller: 'amy' }), { service: 'cloud-vm', user: 'amy', detail: { method: 'serial-console', target: 'db1' } }],
  ['a tunnel of IAP', google('iap.googleapis.com', 'AuthorizeUser', { resourceName: 'projects/1/iap_tunnel/zones/z/instances/77', requestMetadata: { callerIp: '198.51.100.7', destinationAttributes: { ip: '10.0.0.5', port: '22' } } }), { service: 'cloud-vm', user: 'amy@example.org', dst: '10.0.0.5', dstPort: 22, outcome: 'success', detail: { method: 'iap', target: '77' } }],
  ['one that is refused', google('iap.googleapis.com', 'AuthorizeUser', { status: { code: 7 }, resourceName: 'projects/1/iap_tunnel/zones/z/instances/77' }), { outcome: 'failure' }],
  ['an SSH key put into a machine', google('compute.googleapis.com', 'v1.compute.instances.setMetadata', { resourceName: 'projects/1/zones/z/instances/web1', metadata: { instanceMetadataDelta: { modifiedMetadataKeys: ['ssh-keys'] } } }), { service: 'cloud-vm', detail: { method: 'ssh-key', target: 'web1' } }],
  ['a serial console of Google', google('ssh-serialport.googleapis.com', 'google.ssh-serialport.v1.connect', { resourceName: 'projects/1/zones/z/instances/web1' }), { detail: { method: 'serial-console', target: 'web1' } }],
  ['a log-in to a Google account', google('login.googleapis.com', 'google.login.LoginService.loginFailure', {}), { service: 'cloud-console', outcome: 'failure' }],
] // prettier-ignore

test.each(cases)('%s is a log-in', async (_, record, wanted) => {
  expect(cloud.sniff(Buffer.from(JSON.stringify(record)))).toBe(true)
  const { events, rejects } = await read(record)
  expect(rejects).toEqual([])
  expect(events).toMatchObject([{ kind: 'login', src: '198.51.100.7', ...wanted }])
})

test('a command on several machines is a log-in on each', async () => {
  const targets = [{ key: 'InstanceIds', values: ['i-3', 'i-4'] }]
  const command = trail('SendCommand', 'ssm', { requestParameters: { instanceIds: ['i-1', 'i-2'], targets } })
  const { events } = await read(command)
  expect(events.map(({ detail }) => detail.target).sort()).toEqual(['i-1', 'i-2', 'i-3', 'i-4'])
})

test('where both ends have an address, the session is a flow too', async () => {
  const { flows, events, notes } = await read(
    blob('BastionAuditLogs', bastion),
    trail('ConsoleLogin', 'signin', { responseElements: { ConsoleLogin: 'Success' } }),
  )
  expect(flows).toMatchObject([
    {
      src: '198.51.100.7',
      dst: '10.0.0.4',
      dstPort: 3389,
      service: 'cloud-vm',
      serviceBy: 'sensor',
      state: 'established',
      direction: 'known',
    },
  ])
  expect(events.find(event => event.service === 'cloud-vm')!.uid).toBe(flows[0]!.uid)
  expect(notes).toEqual([
    'cloud sessions whose target has no address in the logs: events alone, not judged as flows 1',
  ])
})

test('flow logs tell which address a machine has', async () => {
  const flowLog =
    'instance-id flow-direction srcaddr dstaddr srcport dstport protocol packets bytes start end\ni-0abc ingress 10.0.0.1 10.0.0.8 50001 22 6 5 500 1791201600 1791201610\n'
  const session = JSON.stringify({
    Records: [trail('StartSession', 'ssm', { requestParameters: { target: 'i-0abc' } })],
  })
  for (const [first, second] of [
    [flowLog, session],
    [session, flowLog],
  ]) {
    const { events, flows } = await readWords(cloud, { a: first!, b: second! })
    expect(events).toMatchObject([{ dst: '10.0.0.8', service: 'cloud-vm' }])
    expect(flows.map(({ service }) => service).sort()).toEqual(['cloud-vm', 'ssh'])
  }
})

test('other entries, and those of the clouds themselves, are counted', async () => {
  const { notes, events, rejects } = await read(
    trail('DescribeInstances', 'ec2', {}),
    trail('StartSession', 'ssm', { sourceIPAddress: 'ssm.amazonaws.com' }),
    google('storage.googleapis.com', 'storage.objects.get', {}),
    trail('CredentialVerification', 'signin', {
      serviceEventDetails: { CredentialVerification: 'Success' },
    }),
    blob('AuditLogs', {}),
    blob('A new one', {}),
    blob(
      'Action',
      {},
      {
        operationName: 'Microsoft.Compute/virtualMachines/runCommand/action',
        resultType: 'Start',
      },
    ),
  )
  expect([events, rejects]).toEqual([[], []])
  expect(notes).toEqual([
    'Azure: Action entries: not used 1',
    'Azure: AuditLogs entries: not used 1',
    'Azure: other entries: not used 1',
    'CloudTrail: other events: not used 2',
    "CloudTrail: sessions of AWS's own services: not used 1",
    'Google audit log: other entries: not used 1',
  ])
})

test('no key and no password of a log reaches an event', async () => {
  const { events } = await read(
    trail('SendSSHPublicKey', 'ec2-instance-connect', {
      requestParameters: { instanceId: 'i-0abc', sSHPublicKey: 'ssh-ed25519 AAAAC3' },
    }),
  )
  expect(JSON.stringify(events)).not.toContain('AAAAC3')
})
