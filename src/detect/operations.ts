import type { Grade } from './grades.ts'

export interface Operation {
  /** ATT&CK ids; what it is most of all comes first. */
  readonly techniques: readonly string[]
  readonly grade: Grade
  readonly what: string
}

/** Interfaces and operations as Zeek's dce_rpc.log names them; techniques, grade, and what it does, in words. */
const table: readonly [interfaces: string, operations: string, techniques: string, grade: Grade, what: string][] = [
  ['svcctl', 'CreateServiceW CreateServiceA CreateServiceWOW64W CreateServiceWOW64A CreateWowService', 'T1569.002 T1543.003', 'execute', 'created a service'],
  ['svcctl', 'StartServiceW StartServiceA', 'T1569.002', 'administer', 'started a service'],
  ['svcctl', 'ChangeServiceConfigW ChangeServiceConfigA ChangeServiceConfig2W ChangeServiceConfig2A', 'T1543.003 T1569.002', 'execute', "changed a service's configuration"],
  ['svcctl', 'DeleteService ControlService ControlServiceExA ControlServiceExW', 'T1569.002 T1489', 'administer', 'stopped or removed a service'],
  ['svcctl', 'SetServiceObjectSecurity', 'T1543.003', 'administer', "changed a service's permissions"],
  ['svcctl', 'EnumServicesStatusW EnumServicesStatusA EnumServicesStatusExW EnumServicesStatusExA', 'T1007', 'discover', 'listed services'],
  ['svcctl', 'OpenSCManagerW OpenSCManagerA OpenSCManager2', 'T1021.002', 'administer', 'opened the service manager'],
  ['atsvc', 'NetrJobAdd JobAdd', 'T1053.002', 'execute', 'added an at job'],
  ['ITaskSchedulerService', 'SchRpcRegisterTask', 'T1053.005', 'execute', 'registered a scheduled task'],
  ['ITaskSchedulerService', 'SchRpcRun SchRpcEnableTask', 'T1053.005', 'execute', 'ran a scheduled task'],
  ['IWbemServices', 'ExecMethod ExecMethodAsync', 'T1047', 'execute', 'called a WMI method'],
  ['IWbemServices', 'PutInstance PutInstanceAsync PutClass PutClassAsync', 'T1047 T1546.003', 'execute', 'wrote a WMI object'],
  ['IWbemLevel1Login', 'NTLMLogin', 'T1047', 'administer', 'logged in to WMI'],
  ['ISystemActivator IRemoteSCMActivator IActivation', 'RemoteCreateInstance RemoteGetClassObject RemoteActivation', 'T1021.003', 'administer', 'activated a DCOM object'],
  ['IDispatch', 'Invoke', 'T1021.003', 'execute', 'called a method of a DCOM object'],
  ['IRemoteDispatch', 'RemoteDispatchAutoDone RemoteDispatchNotAutoDone', 'T1021.003', 'execute', 'called a method of a DCOM object'],
  ['IWbemServices', 'ExecQuery ExecQueryAsync ExecNotificationQuery ExecNotificationQueryAsync', 'T1047', 'discover', 'asked WMI'],
  ['IWbemServices', 'DeleteClass DeleteClassAsync DeleteInstance DeleteInstanceAsync', 'T1546.003', 'administer', 'removed a WMI object'],
  ['winreg', 'BaseRegSetValue BaseRegCreateKey', 'T1112', 'administer', 'wrote the registry'],
  ['winreg', 'BaseRegDeleteKey BaseRegDeleteKeyEx BaseRegDeleteValue', 'T1112', 'administer', 'deleted from the registry'],
  ['winreg', 'BaseRegLoadKey BaseRegReplaceKey BaseRegRestoreKey', 'T1112', 'execute', 'replaced a part of the registry'],
  ['winreg', 'OpenUsers', 'T1033 T1012', 'discover', 'looked for logged-on users in the registry'],
  ['winreg', 'BaseRegSaveKey BaseRegSaveKeyEx', 'T1003.002 T1003.004', 'credentials', 'saved a registry hive'],
  ['winreg', 'BaseInitiateSystemShutdown BaseInitiateSystemShutdownEx', 'T1529', 'impact', 'shut a host down'],
  ['InitShutdown', 'BaseInitiateShutdown BaseInitiateShutdownEx', 'T1529', 'impact', 'shut a host down'],
  ['WindowsShutdown', 'WsdrInitiateShutdown', 'T1529', 'impact', 'shut a host down'],
  ['winstation_rpc', 'RpcWinStationShutdownSystem', 'T1529', 'impact', 'shut a host down'],
  ['samr', 'SamrShutdownSamServer', 'T1529', 'impact', 'shut the account server down'],
  ['drsuapi', 'DRSGetNCChanges DRSReplicaSync DRSGetNT4ChangeLog', 'T1003.006', 'credentials', 'replicated directory secrets, which domain controllers alone do'],
  ['drsuapi', 'DRSDomainControllerInfo DRSCrackNames', 'T1018 T1087.002', 'discover', 'asked the directory for names'],
  ['drsuapi', 'DRSAddSidHistory DRSWriteSPN', 'T1098', 'administer', "changed an account's names"],
  ['drsuapi', 'DRSAddEntry', 'T1207', 'credentials', 'registered a domain controller'],
  ['drsuapi', 'DRSReplicaAdd', 'T1207', 'credentials', 'made a domain controller replicate from another'],
  ['lsarpc', 'LsarRetrievePrivateData LsarQuerySecret', 'T1003.004', 'credentials', 'read LSA secrets'],
  ['lsarpc', 'LsarClearAuditLog', 'T1070.001', 'conceal', 'cleared the audit log'],
  ['lsarpc', 'LsarSetAuditPolicy', 'T1562.002', 'conceal', 'changed what is audited'],
  ['lsarpc', 'LsarAddAccountRights LsarAddPrivilegesToAccount LsarSetSystemAccessAccount', 'T1098', 'administer', 'gave an account rights'],
  // Windows asks for the public half by itself, now and then.
  ['BackupKey', 'BackuprKey bkrp_BackupKey', 'T1555 T1003.004', 'suspect', 'asked for the domain backup key'],
  ['samr', 'SamrSetInformationUser SamrSetInformationUser2 SamrSetDSRMPassword', 'T1098', 'suspect', 'set a password or another property of an account'],
  ['samr', 'SamrChangePasswordUser SamrUnicodeChangePasswordUser2 SamrUnicodeChangePasswordUser3 SamrOemChangePasswordUser2', 'T1098', 'administer', 'changed a password, knowing the old one'],
  ['samr', 'SamrAddMemberToGroup SamrAddMemberToAlias SamrAddMultipleMembersToAlias', 'T1098', 'administer', 'added a member to a group'],
  ['samr', 'SamrDeleteUser', 'T1531', 'administer', 'deleted an account'],
  ['samr', 'SamrCreateUser2InDomain SamrCreateUserInDomain', 'T1136', 'administer', 'created an account'],
  // Every member of a domain does this once a month; with a log-in of zeros before it, it is Zerologon's end.
  ['netlogon', 'NetrServerPasswordSet2', 'T1098', 'administer', "set a computer's password"],
  ['efsrpc efsrpc2 lsarpc', 'EfsRpcOpenFileRaw EfsRpcEncryptFileSrv EfsRpcDecryptFileSrv EfsRpcQueryUsersOnFile EfsRpcQueryRecoveryAgents EfsRpcRemoveUsersFromFile EfsRpcAddUsersToFile EfsRpcAddUsersToFileEx EfsRpcFileKeyInfo EfsRpcFileKeyInfoEx EfsRpcDuplicateEncryptionInfoFile EfsRpcGetEncryptedFileMetadata EfsRpcSetEncryptedFileMetadata EfsRpcEncryptFileExSrv EfsRpcQueryProtectors', 'T1187', 'credentials', 'forced a host to authenticate (EFS)'],
  // Clients of a print server have themselves told so of changes, too.
  ['spoolss', 'RpcRemoteFindFirstPrinterChangeNotificationEx RpcRemoteFindFirstPrinterChangeNotification', 'T1187', 'suspect', 'made a print spooler call back'],
  ['IRemoteWinspool', 'RpcSyncRegisterForRemoteNotifications', 'T1187', 'administer', 'asked a print spooler for notifications'],
  ['netdfs', 'NetrDfsAddStdRoot NetrDfsRemoveStdRoot NetrDfsAddStdRootForced NetrDfsAddRootTarget NetrDfsRemoveRootTarget', 'T1187', 'credentials', 'forced a host to authenticate (DFS)'],
  // Backup servers do this, too.
  ['FileServerVssAgent', 'IsPathSupported IsPathShadowCopied', 'T1187', 'suspect', 'made a host look at a path of shadow copies'],
  ['eventlog', 'ElfrOpenBELW ElfrOpenBELA', 'T1187', 'credentials', 'forced a host to authenticate (event log)'],
  ['spoolss', 'RpcAddMonitor RpcAddPrintProcessor', 'T1547.010', 'execute', 'added a print monitor'],
  ['spoolss IRemoteWinspool', 'RpcAddPrinterDriverEx RpcAddPrinterDriver RpcAsyncAddPrinterDriver RpcInstallPrinterDriverFromPackage RpcAsyncInstallPrinterDriverFromPackage', 'T1210 T1068', 'execute', 'installed a printer driver'],
  ['IRemoteWinspool', 'RpcAsyncAddMonitor RpcAsyncAddPrintProcessor', 'T1547.010', 'execute', 'added a print monitor'],
  ['ISeclogon', 'SeclCreateProcessWithLogonW SeclCreateProcessWithLogonExW', 'T1547.004', 'execute', 'started a process with other credentials'],
  ['eventlog', 'ElfrClearELFW ElfrClearELFA', 'T1070.001', 'conceal', 'cleared an event log'],
  ['eventlog', 'ElfrBackupELFW ElfrBackupELFA', 'T1499.004', 'suspect', 'backed an event log up, with which the service can be made to crash'],
  ['IEventService even6', 'EvtRpcPutChannelConfig', 'T1562.002', 'administer', 'changed what an event log keeps'],
  ['IEventService even6', 'EvtRpcClearLog', 'T1070.001', 'conceal', 'cleared an event log'],
  ['srvsvc', 'NetrShareAdd NetrShareSetInfo', 'T1570', 'administer', 'added or changed a share'],
  ['winstation_rpc', 'RpcWinStationConnect RpcWinStationShadow', 'T1563.002', 'suspect', "took over or watched somebody's session"],
  ['TermSrvSession', 'RpcConnect', 'T1563.002', 'suspect', "took over somebody's session"],
  ['netlogon', 'NetrServerPasswordGet NetrServerTrustPasswordsGet', 'T1003', 'suspect', "read a computer's password"],
  ['netlogon', 'DsrEnumerateDomainTrusts NetrEnumerateTrustedDomains NetrEnumerateTrustedDomainsEx', 'T1482', 'discover', 'listed trusted domains'],
  ['srvsvc', 'NetrShareEnum NetrShareGetInfo', 'T1135', 'discover', 'listed shares'],
  ['srvsvc', 'NetrConnectionEnum NetrSessionEnum', 'T1049', 'discover', 'listed sessions'],
  ['srvsvc', 'NetrFileEnum', 'T1083', 'discover', 'listed open files'],
  ['srvsvc', 'NetrRemoteTOD', 'T1124', 'discover', 'asked for the time'],
  ['srvsvc', 'NetrServerTransportEnum', 'T1016', 'discover', 'listed transports'],
  ['srvsvc', 'NetrServerGetInfo NetrServerAliasEnum', 'T1018', 'discover', 'asked what a server is'],
  ['wkssvc', 'NetrWkstaTransportEnum', 'T1016', 'discover', 'listed transports'],
  ['wkssvc', 'NetrWkstaGetInfo', 'T1018', 'discover', 'asked what a workstation is'],
  ['wkssvc', 'NetrWkstaUserEnum', 'T1087', 'discover', 'listed logged-on users'],
  ['lsarpc', 'LsarGetUserName LsarEnumerateTrustedDomainsEx LsarGetSystemAccessAccount LsarQueryDomainInformationPolicy LsarQueryInfoTrustedDomain', 'T1033', 'discover', 'asked who is who'],
  ['lsarpc', 'LsarEnumerateAccountRights LsarEnumerateAccountsWithUserRight LsarEnumeratePrivileges LsarEnumeratePrivilegesAccount LsarLookupPrivilegeValue LsarLookupPrivilegeName LsarLookupPrivilegeDisplayName', 'T1069', 'discover', 'looked privileges up'],
  ['lsarpc', 'LsarQueryInformationPolicy LsarQueryInformationPolicy2 LsarQueryTrustedDomainInfo LsarQueryTrustedDomainInfoByName', 'T1082', 'discover', 'read the policy'],
  ['lsarpc', 'LsarEnumerateAccounts LsarLookupNames LsarLookupNames2 LsarLookupNames3 LsarLookupNames4 LsarLookupSids LsarLookupSids2 LsarLookupSids3', 'T1087', 'discover', 'looked accounts up'],
  ['samr', 'SamrEnumerateGroupsInDomain SamrEnumerateDomainsInSamServer SamrQueryInformationDomain SamrQueryInformationDomain2 SamrQueryInformationGroup', 'T1033', 'discover', 'listed groups'],
  ['samr', 'SamrGetGroupsForUser SamrGetAliasMembership SamrGetMembersInAlias SamrGetMembersInGroup', 'T1069', 'discover', 'listed group members'],
  ['samr', 'SamrGetUserDomainPasswordInformation', 'T1082', 'discover', 'read the password policy'],
  ['samr', 'SamrEnumerateAliasesInDomain SamrEnumerateUsersInDomain SamrLookupNamesInDomain SamrLookupIdsInDomain SamrLookupDomainInSamServer SamrQueryDisplayInformation SamrQueryDisplayInformation2 SamrQueryDisplayInformation3 SamrQueryInformationAlias SamrQueryInformationUser SamrQueryInformationUser2', 'T1087', 'discover', 'listed accounts'],
] // prettier-ignore

const byName = new Map<string, Operation>(
  table.flatMap(([interfaces, operations, techniques, grade, what]) =>
    interfaces
      .split(' ')
      .flatMap(name =>
        operations
          .split(' ')
          .map(
            op =>
              [`${name}::${op}`.toLowerCase(), { techniques: techniques.split(' '), grade, what }] as const,
          ),
      ),
  ),
)

/** What an RPC operation means, by interface and operation name (in any case); undefined where it means nothing here. */
export const operation = (name: string, op: string): Operation | undefined =>
  byName.get(`${name}::${op}`.toLowerCase())

/** All rows, by `interface::operation` in lower case. */
export const operations: ReadonlyMap<string, Operation> = byName

/** The table's own rows, as docs/techniques.md shows them. */
export const operationRows = table
