/** Security that an X.224 connection confirm selects (MS-RDPBCGR 2.2.1.2.1), in Zeek's words. */
export const securities: Readonly<Record<number, string>> = {
  0: 'RDP',
  1: 'SSL',
  2: 'HYBRID',
  4: 'RDSTLS',
  8: 'HYBRID_EX',
  16: 'RDSAAD',
}

/** Why the server refused the offer (MS-RDPBCGR 2.2.1.2.2). */
export const failures: Readonly<Record<number, string>> = {
  1: 'SSL_REQUIRED_BY_SERVER',
  2: 'SSL_NOT_ALLOWED_BY_SERVER',
  3: 'SSL_CERT_NOT_ON_SERVER',
  4: 'INCONSISTENT_FLAGS',
  5: 'HYBRID_REQUIRED_BY_SERVER',
  6: 'SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER',
}

/** The client's build number as a version of RDP, in Zeek's words. */
export const buildNames: Readonly<Record<number, string>> = {
  419: 'RDP 4.0',
  2195: 'RDP 5.0',
  2221: 'RDP 5.0',
  2600: 'RDP 5.1',
  3790: 'RDP 5.2',
  6000: 'RDP 6.0',
  6001: 'RDP 6.1',
  6002: 'RDP 6.2',
  7600: 'RDP 7.0',
  7601: 'RDP 7.1',
  9200: 'RDP 8.0',
  9600: 'RDP 8.1',
  25189: 'RDP 8.0 (Mac)',
  25282: 'RDP 8.0 (Mac)',
}
