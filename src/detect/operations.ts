/** How grave an operation is, and how rare it is at an ordinary site: the share of source days that hold one. */
export const grades = {
  /** Exploits a hole: no administration looks like it. */
  exploit: 0.00003,
  /** Runs code, or changes what runs, on the target. */
  execute: 0.0005,
  /** Takes credentials, or forces somebody to show them. */
  credentials: 0.0003,
  /** Was refused what it tried, or is seldom anything good. */
  suspect: 0.003,
  /** Puts a file where only administrators may. */
  transfer: 0.003,
  /** Breaks or hides: shutdown, cleared logs. */
  impact: 0.0005,
  /** Part of administration and of intrusion alike. */
  administer: 0.01,
  /** Looks around; ordinary Windows traffic is full of it. */
  discover: 0.1,
} as const
export type Grade = keyof typeof grades

export interface Operation {
  readonly technique: string
  readonly grade: Grade
  readonly what: string
}

const table: readonly [interfaces: string, operations: string, technique: string, grade: Grade, what: string][] = [
  ['svcctl', 'CreateServiceW CreateServiceA CreateServiceWOW64W CreateServiceWOW64A', 'T1569.002', 'execute', 'created a service'],
  ['svcctl', 'StartServiceW StartServiceA', 'T1569.002', 'administer', 'started a service'],
  ['svcctl', 'ChangeServiceConfigW ChangeServiceConfigA ChangeServiceConfig2W ChangeServiceConfig2A', 'T1543.003', 'execute', "changed a service's configuration"],
  ['svcctl', 'DeleteService ControlService', 'T1569.002', 'administer', 'stopped or removed a service'],
  ['svcctl', 'OpenSCManagerW OpenSCManagerA OpenSCManager2', 'T1021.002', 'administer', 'opened the service manager'],
  ['atsvc', 'NetrJobAdd JobAdd', 'T1053.002', 'execute', 'added an at job'],
  ['ITaskSchedulerService', 'SchRpcRegisterTask', 'T1053.005', 'execute', 'registered a scheduled task'],
  ['ITaskSchedulerService', 'SchRpcRun SchRpcEnableTask', 'T1053.005', 'execute', 'ran a scheduled task'],
  ['IWbemServices', 'ExecMethod ExecMethodAsync', 'T1047', 'execute', 'called a WMI method'],
  ['IWbemServices', 'PutInstance PutInstanceAsync PutClass PutClassAsync', 'T1546.003', 'execute', 'wrote a WMI object'],
  ['IWbemLevel1Login', 'NTLMLogin', 'T1047', 'administer', 'logged in to WMI'],
  ['ISystemActivator IRemoteSCMActivator', 'RemoteCreateInstance RemoteGetClassObject', 'T1021.003', 'administer', 'activated a DCOM object'],
  ['IDispatch', 'Invoke', 'T1021.003', 'execute', 'called a method of a DCOM object'],
  ['winreg', 'BaseRegSetValue BaseRegCreateKey', 'T1112', 'administer', 'wrote the registry'],
  ['winreg', 'BaseRegSaveKey BaseRegSaveKeyEx', 'T1003.002', 'credentials', 'saved a registry hive'],
  ['winreg', 'BaseInitiateSystemShutdown BaseInitiateSystemShutdownEx', 'T1529', 'impact', 'shut a host down'],
  ['InitShutdown', 'BaseInitiateShutdown BaseInitiateShutdownEx', 'T1529', 'impact', 'shut a host down'],
  ['WindowsShutdown', 'WsdrInitiateShutdown', 'T1529', 'impact', 'shut a host down'],
  ['winstation_rpc', 'RpcWinStationShutdownSystem', 'T1529', 'impact', 'shut a host down'],
  ['samr', 'SamrShutdownSamServer', 'T1529', 'impact', 'shut the account server down'],
  ['drsuapi', 'DRSGetNCChanges DRSReplicaSync', 'T1003.006', 'credentials', 'replicated directory secrets'],
  ['drsuapi', 'DRSAddEntry', 'T1207', 'credentials', 'registered a domain controller'],
  ['drsuapi', 'DRSReplicaAdd', 'T1207', 'credentials', 'made a domain controller replicate from another'],
  ['lsarpc', 'LsarRetrievePrivateData LsarQuerySecret', 'T1003.004', 'credentials', 'read LSA secrets'],
  ['BackupKey backupkey', 'BackuprKey bkrp_BackupKey', 'T1555', 'credentials', 'asked for the domain backup key'],
  ['samr', 'SamrSetInformationUser SamrSetInformationUser2 SamrUnicodeChangePasswordUser2 SamrOemChangePasswordUser2', 'T1098', 'administer', "changed an account's password"],
  ['samr', 'SamrCreateUser2InDomain SamrCreateUserInDomain', 'T1136', 'administer', 'created an account'],
  // Every member of a domain does this once a month.
  ['netlogon', 'NetrServerPasswordSet2', 'T1098', 'administer', "set a computer's password"],
  ['efsrpc efsrpc2 lsarpc', 'EfsRpcOpenFileRaw EfsRpcEncryptFileSrv EfsRpcDecryptFileSrv EfsRpcQueryUsersOnFile EfsRpcQueryRecoveryAgents EfsRpcFileKeyInfo EfsRpcAddUsersToFile EfsRpcDuplicateEncryptionInfoFile', 'T1187', 'credentials', 'forced a host to authenticate (EFS)'],
  ['spoolss', 'RpcRemoteFindFirstPrinterChangeNotificationEx RpcRemoteFindFirstPrinterChangeNotification', 'T1187', 'credentials', 'forced a host to authenticate (print spooler)'],
  ['netdfs', 'NetrDfsAddStdRoot NetrDfsRemoveStdRoot NetrDfsAddStdRootForced NetrDfsAddRootTarget NetrDfsRemoveRootTarget', 'T1187', 'credentials', 'forced a host to authenticate (DFS)'],
  ['FileServerVssAgent', 'IsPathSupported IsPathShadowCopied', 'T1187', 'credentials', 'forced a host to authenticate (shadow copies)'],
  ['spoolss', 'RpcAddMonitor RpcAddPrintProcessor', 'T1547.010', 'execute', 'added a print monitor'],
  ['spoolss IRemoteWinspool', 'RpcAddPrinterDriverEx RpcAddPrinterDriver RpcAsyncAddPrinterDriver', 'T1210', 'execute', 'installed a printer driver'],
  ['IRemoteWinspool', 'RpcAsyncAddMonitor RpcAsyncAddPrintProcessor', 'T1547.010', 'execute', 'added a print monitor'],
  ['ISecLogon ISeclogon', 'SeclCreateProcessWithLogonW SeclCreateProcessWithLogonExW', 'T1547.004', 'execute', 'started a process with other credentials'],
  ['eventlog', 'ElfrClearELFW ElfrClearELFA', 'T1070.001', 'impact', 'cleared an event log'],
  ['even6', 'EvtRpcClearLog', 'T1070.001', 'impact', 'cleared an event log'],
  ['eventlog', 'ElfrBackupELFW ElfrBackupELFA', 'T1499.004', 'administer', 'backed an event log up'],
  ['IEventService', 'EvtRpcClearLog', 'T1070.001', 'impact', 'cleared an event log'],
  ['srvsvc', 'NetrShareAdd', 'T1570', 'administer', 'added a share'],
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
  table.flatMap(([interfaces, operations, technique, grade, what]) =>
    interfaces
      .split(' ')
      .flatMap(name =>
        operations
          .split(' ')
          .map(op => [`${name}::${op}`.toLowerCase(), { technique, grade, what }] as const),
      ),
  ),
)

/** What an RPC operation means, by interface and operation name (in any case); undefined where it means nothing here. */
export const operation = (name: string, op: string): Operation | undefined =>
  byName.get(`${name}::${op}`.toLowerCase())

/** Shares through which files reach a host's system folders; their use is administration or T1021.002. */
export const isAdminShare = (share: string): boolean => /^(ADMIN|[A-Z])\$$/.test(share)

/** A file that runs, or is made to run, by the end of its name. */
export const isExecutable = (name: string): boolean =>
  /\.(exe|dll|sys|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|cpl|jar|csproj|inf)$/i.test(name)

/** All rows, for the documentation and the tests. */
export const operations: ReadonlyMap<string, Operation> = byName
