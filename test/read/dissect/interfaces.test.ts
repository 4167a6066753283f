import { expect, test } from 'vitest'
import { interfaceTable } from '../../../src/read/dissect/rpc/interface-table.ts'
import { interfaceName, interfaceOnPipe, operationName } from '../../../src/read/dissect/rpc/interfaces.ts'

const uuidOf = (name: string): string => interfaceTable.find(row => row[1] === name)![0]

test.each([
  ['svcctl', 12, 'CreateServiceW'],
  ['svcctl', 19, 'StartServiceW'],
  ['svcctl', 64, 'OpenSCManager2'],
  ['atsvc', 0, 'NetrJobAdd'],
  ['ITaskSchedulerService', 1, 'SchRpcRegisterTask'],
  ['ITaskSchedulerService', 12, 'SchRpcRun'],
  ['IWbemServices', 24, 'ExecMethod'],
  ['IWbemLevel1Login', 6, 'NTLMLogin'],
  ['IRemoteSCMActivator', 4, 'RemoteCreateInstance'],
  ['IDispatch', 6, 'Invoke'],
  ['drsuapi', 3, 'DRSGetNCChanges'],
  ['netlogon', 30, 'NetrServerPasswordSet2'],
  ['netlogon', 45, 'NetrLogonSamLogonWithFlags'],
  ['samr', 64, 'SamrConnect5'],
  ['lsarpc', 43, 'LsarRetrievePrivateData'],
  ['lsarpc', 94, 'CredrBackupCredentials'],
  ['srvsvc', 12, 'NetrSessionEnum'],
  ['srvsvc', 57, 'NetrShareDelEx'],
  ['wkssvc', 31, 'NetrWorkstationResetDfsCache'],
  ['winreg', 22, 'BaseRegSetValue'],
  ['winreg', 35, 'BaseRegDeleteKeyEx'],
  ['spoolss', 65, 'RpcRemoteFindFirstPrinterChangeNotificationEx'],
  ['spoolss', 89, 'RpcAddPrinterDriverEx'],
  ['spoolss', 104, 'RpcReportJobProcessingProgress'],
  ['IRemoteWinspool', 39, 'RpcAsyncAddPrinterDriver'],
  ['IRemoteWinspool', 58, 'RpcSyncRegisterForRemoteNotifications'],
  ['IRemoteWinspool', 74, 'RpcAsyncLogJobInfoForBranchOffice'],
  ['efsrpc', 0, 'EfsRpcOpenFileRaw'],
  ['efsrpc2', 12, 'EfsRpcFileKeyInfo'],
  ['netdfs', 13, 'NetrDfsRemoveStdRoot'],
  ['FileServerVssAgent', 8, 'IsPathSupported'],
  ['IEventService', 6, 'EvtRpcClearLog'],
  ['eventlog', 24, 'ElfrReportEventAndSourceW'],
  ['BackupKey', 0, 'bkrp_BackupKey'],
  ['epmapper', 3, 'ept_map'],
  ['pnp', 74, 'PNP_DeleteServiceDevices'],
  ['winstation_rpc', 15, 'RpcWinStationShutdownSystem'],
  ['ISeclogon', 1, 'SeclCreateProcessWithLogonExW'],
])('%s has operation %i by the name of %s', (name, opnum, operation) => {
  expect(operationName(uuidOf(name), opnum)).toBe(operation)
})

test('UUIDs are there once, in lower case, and no name has stray marks', () => {
  const uuids = interfaceTable.map(row => row[0])
  expect(new Set(uuids).size).toBe(uuids.length)
  for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  for (const [, , , , operations] of interfaceTable) expect(operations).toMatch(/^$|^(-|\w+)( (-|\w+))*$/)
})

test('what has no name keeps its number', () => {
  const uuid = '00000000-1111-2222-3333-444444444444'
  expect(interfaceName(uuid)).toBe(uuid)
  expect(operationName(uuid, 3)).toBe('opnum-3')
  expect(operationName(uuidOf('svcctl'), 55)).toBe('opnum-55')
})

test('the interface of a pipe stands in for a bind that was not seen', () => {
  expect(interfaceName(interfaceOnPipe('SVCCTL'))).toBe('svcctl')
  expect(interfaceOnPipe('PSEXESVC')).toBe('')
})
