import { expect, test } from 'vitest'
import { grades } from '../../src/detect/grades.ts'
import { operation, operationRows, operations } from '../../src/detect/operations.ts'
import { isAdminShare } from '../../src/profile/telling-files.ts'
import * as registry from '../../src/detect/detectors.ts'

test.each([...operations])('%s has a technique, a grade and words', (name, row) => {
  expect(name).toMatch(/^[a-z0-9_]+::[a-z0-9_]+$/)
  for (const technique of row.techniques) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/)
  expect(grades[row.grade]).toBeGreaterThan(0)
  expect(row.what).toBeTruthy()
})

test.each([
  ['svcctl', 'CreateServiceW', 'T1569.002'],
  ['atsvc', 'NetrJobAdd', 'T1053.002'],
  ['ISeclogon', 'SeclCreateProcessWithLogonW', 'T1547.004'],
  ['svcctl', 'CreateServiceW', 'T1543.003'],
  ['IActivation', 'RemoteActivation', 'T1021.003'],
  ['spoolss', 'RpcAddPrinterDriverEx', 'T1210'],
  ['IRemoteWinspool', 'RpcAsyncAddPrinterDriver', 'T1068'],
  ['eventlog', 'ElfrOpenBELW', 'T1187'],
  ['lsarpc', 'LsarRetrievePrivateData', 'T1003.004'],
  ['samr', 'SamrSetInformationUser2', 'T1098'],
  ['eventlog', 'ElfrBackupELFW', 'T1499.004'],
  ['drsuapi', 'DRSAddEntry', 'T1207'],
  ['ITaskSchedulerService', 'SchRpcRegisterTask', 'T1053.005'],
  ['IWbemServices', 'ExecMethod', 'T1047'],
  ['ISystemActivator', 'RemoteCreateInstance', 'T1021.003'],
  ['drsuapi', 'DRSGetNCChanges', 'T1003.006'],
  ['efsrpc', 'EfsRpcOpenFileRaw', 'T1187'],
  ['spoolss', 'RpcRemoteFindFirstPrinterChangeNotificationEx', 'T1187'],
  ['winreg', 'BaseRegSaveKey', 'T1003.002'],
  ['netlogon', 'NetrServerPasswordSet2', 'T1098'],
  ['eventlog', 'ElfrClearELFW', 'T1070.001'],
  ['srvsvc', 'NetrShareEnum', 'T1135'],
])('%s::%s is %s, in any case of letters', (name, op, technique) => {
  expect(operation(name, op)?.techniques).toContain(technique)
  expect(operation(name.toUpperCase(), op.toLowerCase())?.techniques).toContain(technique)
})

test('an operation that means nothing is not in the table', () =>
  expect(operation('svcctl', 'CloseServiceHandle')).toBeUndefined())

test('no row repeats what another has', () =>
  expect(operations.size).toBe(
    operationRows.flatMap(([names, ops]) => names.split(' ').flatMap(() => ops.split(' '))).length,
  ))

test('the table is larger than the 87 pairs that other rule sets have', () =>
  expect(operations.size).toBeGreaterThanOrEqual(100))

test.each([
  ['ADMIN$', true],
  ['C$', true],
  ['D$', true],
  ['IPC$', false],
  ['PRINT$', false],
  ['DATA', false],
  ['APP$', false],
])('%s is an admin share: %s', (share, expected) => expect(isAdminShare(share)).toBe(expected))

test('every detector has its own name, a title and channels that no other has', () => {
  const all = Object.values(registry)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  const channels = all.flatMap(({ channels }) => channels.map(({ name }) => name))
  expect(new Set(channels).size).toBe(channels.length)
  expect(all.every(({ title, channels }) => title.length > 20 && channels.length > 0)).toBe(true)
})
