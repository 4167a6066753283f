/** Sources that are profiled and never reported. */
export interface Trusted {
  /** An address or a CIDR prefix. */
  readonly source: string
  /** Service names; empty for all. */
  readonly services: readonly string[]
  /** The last local day on which the entry holds, as a day number; Infinity without one. */
  readonly until: number
  readonly note: string
}

export interface SensorConfig {
  readonly name: string
  /** A folder or file, absolute; in the file it is relative to the folder of site.json. */
  readonly path: string
  readonly space: string
}

/** What a site's owner says of it. */
export interface SiteConfig {
  readonly internal: readonly string[]
  readonly trusted: readonly Trusted[]
  /** Ports added to services, by name. */
  readonly services: Readonly<Record<string, readonly number[]>>
  readonly timezone: string
  readonly budget: number
  readonly sensors: readonly SensorConfig[]
}

/** RFC 1918, RFC 4193, and link-local (RFC 3927, RFC 4291). */
const privateAddresses = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]

export const defaultSite: SiteConfig = {
  internal: privateAddresses,
  trusted: [],
  services: {},
  timezone: 'UTC',
  budget: 5,
  sensors: [],
}
