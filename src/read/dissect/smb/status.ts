/** NT statuses (MS-ERREF 2.3) that answers to logins, shares and files carry. */
export const ok = 0
export const moreProcessing = 0xc0000016
export const pending = 0x103
export const accessDenied = 0xc0000022

const names: Readonly<Record<number, string>> = {
  0xc000000d: 'INVALID_PARAMETER',
  0xc0000022: 'ACCESS_DENIED',
  0xc0000034: 'OBJECT_NAME_NOT_FOUND',
  0xc000006a: 'WRONG_PASSWORD',
  0xc000006d: 'LOGON_FAILURE',
  0xc000006e: 'ACCOUNT_RESTRICTION',
  0xc000006f: 'INVALID_LOGON_HOURS',
  0xc0000070: 'INVALID_WORKSTATION',
  0xc0000071: 'PASSWORD_EXPIRED',
  0xc0000072: 'ACCOUNT_DISABLED',
  0xc0000064: 'NO_SUCH_USER',
  0xc000005e: 'NO_LOGON_SERVERS',
  0xc00000ca: 'NETWORK_ACCESS_DENIED',
  0xc00000cb: 'BAD_DEVICE_TYPE',
  0xc00000cc: 'BAD_NETWORK_NAME',
  0xc000015b: 'LOGON_TYPE_NOT_GRANTED',
  0xc0000192: 'NETLOGON_NOT_STARTED',
  0xc0000193: 'ACCOUNT_EXPIRED',
  0xc0000199: 'NOLOGON_WORKSTATION_TRUST_ACCOUNT',
  0xc0000203: 'USER_SESSION_DELETED',
  0xc0000224: 'PASSWORD_MUST_CHANGE',
  0xc0000234: 'ACCOUNT_LOCKED_OUT',
  0xc0000413: 'AUTHENTICATION_FIREWALL_FAILED',
}

/** A status in words; in hexadecimal where it has none here. */
export const statusName = (status: number): string =>
  names[status] ?? `0x${status.toString(16).padStart(8, '0')}`
