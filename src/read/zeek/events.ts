import type { Event } from '../../flow/event.ts'
import { kerberos, ntlm } from './domain-logs.ts'
import { dhcp, knownHost } from './network-logs.ts'
import { notice } from './notice-log.ts'
import type { LogRecord } from './record.ts'
import { login, rdp, rfb, ssh } from './session-logs.ts'
import { dceRpc, smbFiles, smbMapping } from './smb-logs.ts'
import { http, ssl } from './web-logs.ts'

/** What one row says, beside the time and the addresses that all rows have. */
export interface Fact {
  readonly kind: Event['kind']
  readonly user?: string
  readonly outcome?: Event['outcome']
  readonly detail: Event['detail']
  /** Addresses and the service that its words tell, where no field does. */
  readonly from?: string
  readonly to?: string
  readonly service?: string
}

/** One kind of log whose rows are events. */
export interface EventLog {
  /** The service of its flows. */
  readonly service: string
  /** Whether another remote service may carry it: then the one that is usual on the port is the flow's. */
  readonly carried: boolean
  /** Its flows' protocol where the rows do not tell: 6 TCP, 17 UDP, 0 where they are of no flow. */
  readonly protocol: number
  /** `both`: its rows have a flow's two ends, and stand for the flow where conn.log has no row of it. */
  readonly ends: 'both' | 'any' | 'none'
  /**
   * What the row says: nothing where it should and does not; undefined for rows that are not used.
   * `remote` says whether its responder's port is usually a remote service's.
   */
  read(record: LogRecord, remote: boolean): readonly Fact[] | undefined
}

/** A new kind of log is one function, one row here, and one of its marks in paths.ts. */
export const eventLogs: Readonly<Record<string, EventLog>> = {
  ssh: { service: 'ssh', carried: false, protocol: 6, ends: 'both', read: ssh },
  rdp: { service: 'rdp', carried: false, protocol: 6, ends: 'both', read: rdp },
  rfb: { service: 'vnc', carried: false, protocol: 6, ends: 'both', read: rfb },
  login: { service: 'telnet', carried: true, protocol: 6, ends: 'both', read: login },
  smb_mapping: { service: 'smb', carried: false, protocol: 6, ends: 'both', read: smbMapping },
  smb_files: { service: 'smb', carried: false, protocol: 6, ends: 'both', read: smbFiles },
  dce_rpc: { service: 'rpc', carried: true, protocol: 6, ends: 'both', read: dceRpc },
  ntlm: { service: 'ntlm', carried: true, protocol: 6, ends: 'both', read: ntlm },
  kerberos: { service: 'kerberos', carried: true, protocol: 6, ends: 'both', read: kerberos },
  http: { service: 'winrm', carried: true, protocol: 6, ends: 'both', read: http },
  ssl: { service: 'tls', carried: true, protocol: 6, ends: 'both', read: ssl },
  dhcp: { service: 'dhcp', carried: false, protocol: 17, ends: 'none', read: dhcp },
  known_hosts: { service: 'unknown', carried: false, protocol: 0, ends: 'any', read: knownHost },
  known_services: { service: 'unknown', carried: false, protocol: 0, ends: 'any', read: knownHost },
  notice: { service: 'unknown', carried: true, protocol: 6, ends: 'any', read: notice },
}
