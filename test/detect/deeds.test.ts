import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/flow/event.ts'
import { Scene } from './scene.ts'

const source = '10.0.1.12'
const server = '10.0.9.1'
const controller = '10.0.9.9'

/** What a session shows: a service, and events in it. */
interface Seen {
  readonly service?: string
  readonly src?: string
  readonly dst?: string
  /** Minutes after noon. */
  readonly at?: number
  readonly events: readonly (Pick<Event, 'kind' | 'detail'> & Partial<Pick<Event, 'user' | 'outcome'>>)[]
}

const rpc = (name: string, outcome: Event['outcome'] = ''): Seen['events'][number] => {
  const [called = '', operation = ''] = name.split('::')
  return { kind: 'rpc', detail: { interface: called, operation }, outcome }
}
const share = (name: string, outcome: Event['outcome'] = ''): Seen['events'][number] => ({
  kind: 'share',
  detail: { path: `\\\\host\\${name}` },
  outcome,
})
const file = (name: string, on: string, action = 'open'): Seen['events'][number] => ({
  kind: 'file',
  detail: { action, name, path: `\\\\host\\${on}` },
})
const notice = (note: string, outcome: Event['outcome'], more = {}): Seen['events'][number] => ({
  kind: 'notice',
  detail: { note, ...more },
  outcome,
})
const login = (user: string, outcome: Event['outcome'], detail: Event['detail']): Seen['events'][number] => ({
  kind: 'login',
  user,
  outcome,
  detail,
})

/** Judges sessions without history: the worst incident. */
async function worst(sessions: readonly Seen[]) {
  const scene = new Scene()
  for (const { service = 'smb', src = source, dst = server, at = 0, events } of sessions) {
    const uid = scene.flow(0, 12 + at / 60, src, dst, service)
    for (const { kind, detail, user, outcome } of events) scene.event(uid, kind, detail, user, outcome)
  }
  const { incidents } = await scene.judge('all')
  return incidents[0]
}

const seen = (...events: Seen['events']): Seen[] => [{ events }]

/** A deed in one session, judged alone: its severity, its technique, and what is said of it. */
const deeds: readonly [name: string, sessions: Seen[], severity: string, technique: string, words: RegExp][] = [
  ['a service created', seen(rpc('svcctl::CreateServiceW')), 'high', 'T1543.003', /created a service/],
  ['a service changed', seen(rpc('svcctl::ChangeServiceConfigW')), 'high', 'T1543.003', /changed a service/],
  ['PsExec', seen(share('ADMIN$'), file('PSEXESVC.exe', 'ADMIN$'), rpc('svcctl::CreateServiceWOW64W')), 'high', 'T1570', /admin share and execution together/],
  ['a file and a service that is started', seen(share('C$'), file('Windows\\System32\\x.dll', 'C$', 'write'), rpc('svcctl::StartServiceW')), 'high', 'T1569.002', /together/],
  ['a remote shell’s pipe', seen(file('RemCom_stdinAbCd1234', 'IPC$')), 'high', 'T1569.002', /pipe of a remote shell/],
  ['a renamed PsExec’s pipe', seen(file('update-WS12-4711-stdout', 'IPC$')), 'high', 'T1021.002', /pipe of a remote shell/],
  ['a command’s output', seen(file('__1600000000.1234567', 'ADMIN$')), 'high', 'T1047', /command's output/],
  ['an at job', seen(rpc('atsvc::NetrJobAdd')), 'high', 'T1053.002', /at job/],
  ['a scheduled task', seen(rpc('ITaskSchedulerService::SchRpcRegisterTask')), 'high', 'T1053.005', /scheduled task/],
  ['WMI', seen(rpc('IWbemServices::ExecMethod')), 'high', 'T1047', /WMI method/],
  ['a WMI subscription', seen(rpc('IWbemServices::PutInstance')), 'high', 'T1546.003', /WMI object/],
  ['DCOM', seen(rpc('ISystemActivator::RemoteCreateInstance'), rpc('IDispatch::Invoke')), 'high', 'T1021.003', /method of a DCOM object/],
  ['a copied executable', seen(share('C$'), file('Temp\\a.exe', 'C$', 'write')), 'medium', 'T1570', /wrote a\.exe on C\$/],
  ['DCSync', seen(rpc('drsuapi::DRSGetNCChanges')), 'high', 'T1003.006', /replicated directory secrets/],
  ['DCShadow', seen(rpc('drsuapi::DRSAddEntry')), 'high', 'T1207', /registered a domain controller/],
  ['LSA secrets', seen(rpc('lsarpc::LsarRetrievePrivateData')), 'high', 'T1003.004', /LSA secrets/],
  ['a saved hive', seen(rpc('winreg::BaseRegSaveKey')), 'high', 'T1003.002', /saved a registry hive/],
  ['a saved hive that is fetched', seen(file('System32\\qWertYui.tmp', 'ADMIN$')), 'high', 'T1003.002', /saved registry hives/],
  ['the directory’s database', seen(file('Temp\\ntds.dit', 'C$', 'read')), 'high', 'T1003.003', /directory's database/],
  ['a memory dump', seen(file('lsass_772.dmp', 'data')), 'high', 'T1003.001', /memory that holds credentials/],
  ['PetitPotam', seen(rpc('efsrpc::EfsRpcOpenFileRaw')), 'high', 'T1187', /forced a host to authenticate \(EFS\)/],
  ['DFSCoerce', seen(rpc('netdfs::NetrDfsRemoveStdRoot')), 'high', 'T1187', /DFS/],
  ['CheeseOunce', seen(rpc('eventlog::ElfrOpenBELW')), 'high', 'T1187', /event log/],
  ['the printer bug', seen(rpc('spoolss::RpcRemoteFindFirstPrinterChangeNotificationEx')), 'low', 'T1187', /print spooler/],
  ['ShadowCoerce', seen(rpc('FileServerVssAgent::IsPathShadowCopied')), 'low', 'T1187', /shadow copies/],
  ['PrintNightmare', seen(rpc('spoolss::RpcAddPrinterDriverEx')), 'high', 'T1210', /printer driver/],
  ['PrintNightmare by par', seen(rpc('IRemoteWinspool::RpcAsyncAddPrinterDriver')), 'high', 'T1068', /printer driver/],
  ['a password reset', seen(rpc('samr::SamrSetInformationUser2')), 'low', 'T1098', /set a password/],
  ['an event log cleared', seen(rpc('eventlog::ElfrClearELFW')), 'high', 'T1070.001', /cleared an event log/],
  ['an event log cleared by the newer way', seen(rpc('IEventService::EvtRpcClearLog')), 'high', 'T1070.001', /cleared/],
  ['an event log crashed', seen(rpc('eventlog::ElfrBackupELFW')), 'low', 'T1499.004', /crash/],
  ['a host shut down', seen(rpc('InitShutdown::BaseInitiateShutdown')), 'medium', 'T1529', /shut a host down/],
  ['MS17-010', seen(notice('MS17-010 exploitation', 'unknown')), 'critical', 'T1210', /exploit of MS17-010/],
  ['an implant that answers', seen(notice('DoublePulsar ping', 'success')), 'critical', 'T1210', /spoke to a DoublePulsar/],
  ['Zerologon', seen(notice('Zerologon', 'success'), rpc('netlogon::NetrServerPasswordSet2')), 'critical', 'T1210', /all-zero credential/],
  ['over-pass-the-hash', [{ service: 'kerberos', events: [notice('RC4-only AS-REQ', 'success')] }], 'low', 'T1550.002', /RC4 alone/],
  ['AS-REP roasting', [{ service: 'kerberos', events: [notice('AS-REP without pre-authentication', 'success')] }], 'low', 'T1558.004', /AS-REP roasting/],
  ['WinRM from a tool', [{ service: 'winrm', events: [{ kind: 'client', detail: { software: 'Ruby WinRM Client (2.8.3)' } }] }], 'low', 'T1021.006', /script or tool/],
  ['Zeek’s EternalSafety', seen(notice('EternalSafety::EternalBlue', '')), 'critical', 'T1210', /says the sensor/],
  ['Zeek’s PetitPotam', seen(notice('PetitPotam::PetitPotam', '', { message: 'Successful PetitPotam …' })), 'high', 'T1187', /says the sensor/],
  ['BZAR, by the note’s words', seen(notice('ATTACK::Execution', '', { about: 'T1053.005 Scheduled Task' })), 'high', 'T1053.005', /says BZAR/],
] // prettier-ignore

test.each(deeds)('%s is named alone, without history', async (_, sessions, severity, technique, words) => {
  const incident = await worst(sessions)
  expect(incident?.because[0]?.fact).toMatch(words)
  expect(incident).toMatchObject({ severity, hosts: [source, server] })
  expect(incident!.techniques).toContain(technique)
})

/** What looks like a deed and is none, or is said to have failed: silent, or low with these words. */
const nearMisses: readonly [name: string, sessions: Seen[], words?: RegExp][] = [
  ['a refused service creation', seen(rpc('svcctl::CreateServiceW', 'failure')), /tried in vain: created a service/],
  ['a refused at job', seen(rpc('atsvc::NetrJobAdd', 'failure')), /tried in vain: added an at job/],
  ['a refused replication', seen(rpc('drsuapi::DRSGetNCChanges', 'failure')), /tried in vain/],
  ['a refused printer driver', seen(rpc('spoolss::RpcAddPrinterDriverEx', 'failure')), /tried in vain/],
  ['a refused EFS call', seen(rpc('efsrpc::EfsRpcOpenFileRaw', 'failure')), /tried in vain: forced/],
  ['a check for MS17-010', seen(notice('MS17-010 check', 'failure')), /the target is patched/],
  ['a refused exploit', seen(notice('MS17-010 exploitation', 'failure')), /refused/],
  ['a test for an implant', seen(notice('DoublePulsar ping', 'failure')), /there is none/],
  ['a refused Zerologon', seen(notice('Zerologon', 'failure')), /tested for Zerologon \(refused\)/],
  ['Zeek’s failed PetitPotam', seen(notice('PetitPotam::PetitPotam', '', { message: 'Attempted PetitPotam …' })), /tried to force/],
  ['a computer’s monthly password', seen(rpc('netlogon::NetrServerPasswordSet2'))],
  ['a service that is looked at', seen(rpc('svcctl::OpenSCManagerW'), rpc('svcctl::QueryServiceStatus'))],
  ['tasks that are listed', seen(rpc('ITaskSchedulerService::SchRpcEnumTasks'))],
  ['look-ups of accounts', seen(rpc('samr::SamrEnumerateUsersInDomain'), rpc('lsarpc::LsarLookupNames'))],
  ['an admin share alone', seen(share('C$'))],
  ['a refused admin share', seen(share('ADMIN$', 'failure'))],
  ['a document on an admin share', seen(share('D$'), file('plan.docx', 'D$'))],
  ['an executable on an ordinary share', seen(share('tools'), file('setup.exe', 'tools', 'write'))],
  ['a WMI query', seen(rpc('IWbemServices::ExecQuery'))],
  ['a password that its user changes', seen(rpc('samr::SamrUnicodeChangePasswordUser2'))],
  ['a printer client’s subscription', seen(rpc('IRemoteWinspool::RpcSyncRegisterForRemoteNotifications'))],
  ['Windows’ own WinRM', [{ service: 'winrm', events: [{ kind: 'client', detail: { software: 'Microsoft WinRM Client' } }] }]],
  ['an ordinary pipe', seen(file('lsarpc', 'IPC$'))],
  ['a deleted output', seen(file('__1600000000.1', 'ADMIN$', 'delete'))],
  ['an unknown note', seen(notice('Weird::Activity', ''))],
] // prettier-ignore

test.each(nearMisses)('%s stays low or silent', async (_, sessions, words) => {
  const incident = await worst(sessions)
  if (words === undefined) return expect(incident).toBeUndefined()
  expect(incident).toMatchObject({ severity: 'low' })
  expect(incident!.because[0]!.fact).toMatch(words)
})

describe('domain controllers', () => {
  const replicate = {
    src: '10.0.9.8',
    dst: controller,
    service: 'rpc',
    events: [rpc('drsuapi::DRSGetNCChanges')],
  }
  test('replicate with each other: a source that gives tickets itself is one', async () => {
    const tickets = { dst: '10.0.9.8', service: 'kerberos', at: 30, events: [login('ann', 'success', { request: 'AS' })] } // prettier-ignore
    expect(await worst([replicate, tickets])).toBeUndefined()
    expect(await worst([replicate])).toMatchObject({ severity: 'high' })
  })

  test('replicate with each other: a ticket for the replication service shows it', async () => {
    const service = 'E3514235-4B06-11D1-AB04-00C04FC2DCD2/b6128d33/EXAMPLE.ORG'
    const events = [login('', 'success', { method: 'kerberos', service }), ...replicate.events]
    expect(await worst([{ ...replicate, events }])).toBeUndefined()
  })
})

describe('a host that logs in on who just came to it', () => {
  const back = (at: number, user = 'DC9$', detail: Event['detail'] = { method: 'ntlm' }): Seen => ({
    src: controller,
    dst: source,
    at,
    events: [login(user, 'failure', detail)],
  })

  test('was forced to: both directions are steps, with T1187', async () => {
    const incident = await worst([{ dst: controller, events: [] }, back(0.1)])
    expect(incident).toMatchObject({ severity: 'low', techniques: ['T1021.002', 'T1187'] })
    expect(incident!.steps.map(({ src, dst }) => `${src} ${dst}`)).toEqual([
      `${source} ${controller}`,
      `${controller} ${source}`,
    ])
  })

  test('is told with the call that forced it', async () => {
    const incident = await worst([{ dst: controller, events: [rpc('efsrpc::EfsRpcOpenFileRaw')] }, back(0.1)])
    expect(incident).toMatchObject({ severity: 'high' })
    expect(incident!.because[0]!.fact).toMatch(/\(EFS\) on 1 target: the target logged in on the source/)
  })

  test('was not, where it came much later, by a person’s account, or with Kerberos', async () => {
    for (const other of [back(30), back(0.1, 'ann'), back(0.1, 'DC9$', { method: 'kerberos' })])
      expect(await worst([{ dst: controller, events: [] }, other])).toBeUndefined()
  })
})

test('a service that is removed by who made it is tidied up, not an attack on the service', async () => {
  const made = rpc('svcctl::CreateServiceW')
  const removed = rpc('svcctl::DeleteService')
  expect((await worst(seen(made, removed)))?.techniques).not.toContain('T1489')
  expect((await worst(seen(rpc('atsvc::NetrJobAdd'), removed)))?.techniques).toContain('T1489')
})
