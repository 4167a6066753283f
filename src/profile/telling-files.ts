/** Kinds of files and pipes whose name alone tells something, wherever they are opened. */
export type TellingFile =
  | 'remote shell pipe'
  | 'implant pipe'
  | 'command output'
  | 'saved secrets'
  | 'registry hive'
  | 'directory database'
  | 'memory dump'
  | 'started at log-on'
  | 'task file'
  | 'WMI definition'

type Where = 'pipe' | 'admin' | 'any'

/** Names as servers of remote execution, their clients and memory dumpers choose them. */
const patterns: readonly [kind: TellingFile, where: Where, name: RegExp][] = [
  // PsExec, its look-alikes, RemCom (of which impacket's and Metasploit's are made), winexe; a renamed PsExec keeps the ends.
  ['remote shell pipe', 'pipe', /^(psexesvc|remcom_|paexec|csexecsvc|winexesvc|xcmdsvc)|-(stdin|stdout|stderr)$/i],
  // Cobalt Strike's and Covenant's usual names.
  ['implant pipe', 'pipe', /^(msagent_|postex_|postex_ssh_)[0-9a-f]+$|^MSSE-\d+-server$|^gruntsvc$/i],
  // wmiexec and smbexec redirect what a command says into these.
  ['command output', 'admin', /(^|\\)__(output|\d{9,}(\.\d+)?)$/],
  // secretsdump saves hives under eight letters.
  ['saved secrets', 'admin', /^(windows\\)?system32\\[a-z]{8}\.tmp$/i],
  ['registry hive', 'admin', /(^|\\)config\\(sam|system|security)(\.\w+)?$|(^|\\)(sam|security)\.(save?|hiv|hive)$/i],
  ['directory database', 'any', /(^|\\)ntds\.dit$/i],
  ['memory dump', 'any', /(^|\\)lsass[^\\]*\.dmp$/i],
  ['started at log-on', 'admin', /\\start menu\\programs\\startup\\[^\\]+$/i],
  ['task file', 'admin', /(^|\\)system32\\tasks\\[^\\]+$/i],
  ['WMI definition', 'admin', /\\wbem\\mof\\[^\\]+\.mof$/i],
] // prettier-ignore

/** Shares through which files reach a host's system folders; their use is administration or T1021.002. */
export const isAdminShare = (share: string): boolean => /^(ADMIN|[A-Z])\$$/.test(share)

const isAt: Readonly<Record<Where, (share: string) => boolean>> = {
  pipe: share => share === 'IPC$' || share === '',
  admin: isAdminShare,
  any: () => true,
}

/** What kind of telling file a name is on a share (in upper case); undefined for all others. */
export const tellingFile = (name: string, share: string): TellingFile | undefined =>
  patterns.find(([, where, pattern]) => isAt[where](share) && pattern.test(name))?.[0]
