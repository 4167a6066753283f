/** One row of the service catalogue. */
export interface Service {
  readonly name: string
  /** Gives somebody a session, or runs something, on another host: what this program judges. */
  readonly remote: boolean
  /** ATT&CK technique of moving laterally with it; empty for services that are no remote service. */
  readonly technique: string
  readonly tcp: readonly number[]
  readonly udp: readonly number[]
}

const remote = (name: string, technique: string, tcp: number[], udp: number[] = []): Service => ({
  name,
  remote: true,
  technique,
  tcp,
  udp,
})
const other = (name: string, tcp: number[] = [], udp: number[] = []): Service => ({
  name,
  remote: false,
  technique: '',
  tcp,
  udp,
})

/** Everything known by name; of services that share a port, the last one is the usual one. The index is the service's code in a batch; index 0 means "unknown". */
const catalogue: readonly Service[] = [
  other('unknown'),
  remote('ssh', 'T1021.004', [22]),
  remote('rdp', 'T1021.001', [3389], [3389]),
  remote('smb', 'T1021.002', [445, 139]),
  remote('winrm', 'T1021.006', [5985, 5986]),
  remote('rpc', 'T1021.003', [135, 593]),
  remote('vnc', 'T1021.005', [5900, 5901, 5902, 5903, 5800]),
  remote('ard', 'T1021.005', [3283], [3283]),
  remote('telnet', 'T1021', [23, 2323]),
  remote('rlogin', 'T1021', [513]),
  remote('rsh', 'T1021', [514]),
  remote('teamviewer', 'T1219', [5938], [5938]),
  remote('anydesk', 'T1219', [7070]),
  remote('radmin', 'T1219', [4899]),
  remote('x11', 'T1021', [6000, 6001, 6002]),
  remote('citrix', 'T1021', [1494, 2598], [1494, 2598]),
  remote('pcanywhere', 'T1219', [5631], [5632]),
  remote('nomachine', 'T1219', [4000], [4000]),
  remote('xdmcp', 'T1021', [], [177]),
  remote('cloud-console', 'T1021.007', []),
  remote('cloud-vm', 'T1021.008', []),
  // Consoles: their web pages share 443 with all others, and are told by certificate and name.
  remote('vcenter', 'T1021', [5480, 443]),
  remote('esxi', 'T1021', [902, 443]),
  remote('ilo', 'T1021', [17988, 17990, 443]),
  remote('idrac', 'T1021', [443]),
  remote('proxmox', 'T1021', [8006, 443]),
  remote('bmc', 'T1021', [443], [623]),
  other('kerberos', [88, 464], [88, 464]),
  other('ldap', [389, 636, 3268, 3269], [389]),
  other('ntlm'),
  other('dns', [53], [53, 5353, 5355]),
  other('dhcp', [], [67, 68, 546, 547]),
  other('netbios', [], [137, 138]),
  other('http', [80, 8080]),
  other('tls', [443, 8443]),
  other('ntp', [], [123]),
  other('syslog', [], [514]),
  other('snmp', [], [161, 162]),
  other('smtp', [25, 587]),
  other('ftp', [21]),
  other('mysql', [3306]),
  other('postgresql', [5432]),
  other('mssql', [1433]),
  other('netflow', [], [2055, 9995, 9996, 4739]),
  other('quic'),
  other('rpc-nfs', [111, 2049], [111, 2049]),
  other('printer', [9100, 515, 631]),
]

/** What tells the service that usually has a port. */
export type PortServices = Pick<Services, 'byPort'>

/**
 * Services by name and by port. `added` are a site's own ports: { ssh: [2222] } or "2222/tcp"-like numbers only.
 * Names outside the catalogue (a Zeek analyzer's, say) get a code when first seen; past 1,000 they are "unknown".
 */
export class Services {
  readonly #rows: Service[] = [...catalogue]
  readonly #codes = new Map<string, number>(catalogue.map((row, code) => [row.name, code]))
  readonly #tcp = new Uint16Array(65536)
  readonly #udp = new Uint16Array(65536)

  /** The site's own ports, as they were given. */
  readonly added: Readonly<Record<string, readonly number[]>>

  constructor(added: Readonly<Record<string, readonly number[]>> = {}) {
    this.added = added
    catalogue.forEach((row, code) => {
      for (const port of row.tcp) this.#tcp[port] = code
      for (const port of row.udp) this.#udp[port] = code
    })
    for (const [name, ports] of Object.entries(added)) {
      const code = this.#codes.get(name) ?? this.#add(remote(name, 'T1021', []))
      for (const port of ports) this.#tcp[port] = code
    }
  }

  #add(row: Service): number {
    if (this.#rows.length >= 1000) return 0
    const code = this.#rows.push(row) - 1
    this.#codes.set(row.name, code)
    return code
  }

  /** The code of a service's name; a new name is added as a service that is not remote. */
  code(name: string): number {
    return this.#codes.get(name) ?? this.#add(other(name))
  }

  /** The code of the service that usually has this port; 0 where none has. */
  byPort(protocol: number, port: number): number {
    return protocol === 6 ? this.#tcp[port]! : protocol === 17 ? this.#udp[port]! : 0
  }

  /** Whether a service has ports of its own at all. */
  hasPort(code: number): boolean {
    return this.row(code).tcp.length + this.row(code).udp.length > 0
  }

  row(code: number): Service {
    return this.#rows[code] ?? this.#rows[0]!
  }

  name(code: number): string {
    return this.row(code).name
  }

  isRemote(code: number): boolean {
    return this.row(code).remote
  }

  has(name: string): boolean {
    return this.#codes.has(name)
  }

  names(): string[] {
    return this.#rows.map(row => row.name)
  }

  /** Codes of all remote services. */
  remotes(): number[] {
    return this.#rows.flatMap((row, code) => (row.remote ? [code] : []))
  }
}
