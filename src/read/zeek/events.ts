import type { Event } from '../../flow/event.ts'
import { kerberos, ntlm } from './domain-logs.ts'
import { dhcp, notice } from './network-logs.ts'
import type { LogRecord } from './record.ts'
import { rdp, rfb, ssh } from './session-logs.ts'
import { dceRpc, smbFiles, smbMapping } from './smb-logs.ts'

/** What one row says, beside the time and the addresses that all rows have. */
export interface Fact {
  readonly kind: Event['kind']
  readonly user?: string
  readonly outcome?: Event['outcome']
  readonly detail: Event['detail']
}

/** One kind of log whose rows are events. */
export interface EventLog {
  /** The service of its flows. */
  readonly service: string
  /** Whether another remote service may carry it: then the one that is usual on the port is the flow's. */
  readonly carried: boolean
  /** Whether its rows have a flow's two ends, and stand for the flow where conn.log has no row of it. */
  readonly ends: boolean
  /** What the row says; nothing where it says nothing of use. */
  read(record: LogRecord): readonly Fact[]
}

/** A new kind of log is one function, one row here, and one of its marks in paths.ts. */
export const eventLogs: Readonly<Record<string, EventLog>> = {
  ssh: { service: 'ssh', carried: false, ends: true, read: ssh },
  rdp: { service: 'rdp', carried: false, ends: true, read: rdp },
  rfb: { service: 'vnc', carried: false, ends: true, read: rfb },
  smb_mapping: { service: 'smb', carried: false, ends: true, read: smbMapping },
  smb_files: { service: 'smb', carried: false, ends: true, read: smbFiles },
  dce_rpc: { service: 'rpc', carried: true, ends: true, read: dceRpc },
  ntlm: { service: 'ntlm', carried: true, ends: true, read: ntlm },
  kerberos: { service: 'kerberos', carried: true, ends: true, read: kerberos },
  dhcp: { service: 'dhcp', carried: false, ends: false, read: dhcp },
  notice: { service: 'unknown', carried: true, ends: false, read: notice },
}
