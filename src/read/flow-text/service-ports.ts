import { table } from '../../lib/table.ts'

/** IANA's names of ports that judge who moves where, and of the most usual others: `ra` prints names unless asked not to (-n). */
const ports = table<number>({
  ftp: 21, ssh: 22, telnet: 23, smtp: 25, domain: 53, bootps: 67, bootpc: 68, http: 80, kerberos: 88, 'kerberos-sec': 88, pop3: 110, sunrpc: 111, ntp: 123,
  epmap: 135, loc_srv: 135, 'loc-srv': 135, 'netbios-ns': 137, 'netbios-dgm': 138, 'netbios-ssn': 139, imap2: 143, imap: 143, snmp: 161, xdmcp: 177, ldap: 389,
  https: 443, 'microsoft-ds': 445, login: 513, shell: 514, syslog: 514, printer: 515, rtsp: 554, ldaps: 636, imaps: 993, pop3s: 995, 'ms-sql-s': 1433,
  nfs: 2049, 'net-assistant': 3283, mysql: 3306, 'ms-wbt-server': 3389, mdns: 5353, rfb: 5900, vnc: 5900, wsman: 5985, wsmans: 5986, x11: 6000,
  'http-alt': 8080,
}) // prettier-ignore

/** The port of a service's name; -1 where the name is not known. */
export const portOfService = (name: string): number => ports.get(name) ?? -1
