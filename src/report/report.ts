import type { Finding, Incident } from '../detect/finding.ts'
import type { Note } from '../lib/notes.ts'
import type { Reject } from '../lib/rejects.ts'

/** How a sensor's records lie in a file: packets, or exports that were captured on their way, in a capture; exports in files of their own. */
export type InputForm = 'zeek-tsv' | 'zeek-json' | 'nfcapd' | 'packets' | 'captured-exports' | 'exports'

/** What tells whether a file has changed: [bytes, epoch seconds]. */
export type FileState = readonly [number, number]

/** A sensor's files of one form, as their paths were given. */
export interface SensorFiles {
  readonly form: InputForm
  readonly files: readonly string[]
  /** Of captures: each file's bytes on disk and when it was last changed, epoch seconds; -1 where nobody knows. */
  readonly states?: readonly FileState[]
}

/** What one sensor brought, and how it was judged. */
export interface SensorSummary {
  readonly sensor: string
  /** Reader names: `pcap`, `zeek`. */
  readonly formats: readonly string[]
  readonly files: number
  readonly inputs: readonly SensorFiles[]
  readonly flows: number
  readonly remoteFlows: number
  readonly events: number
  /** Epoch seconds of the first and last flow; NaN without flows. */
  readonly first: number
  readonly last: number
}

/** A device and one of its addresses: a row of identity.jsonl. Times are epoch seconds. */
export interface Joined {
  readonly space: string
  /** Its hardware address, or its name where none is known. */
  readonly device: string
  /** What it called itself; '' where it did not. */
  readonly name: string
  readonly address: string
  /** The first and the last lease, frame, or log-in by that name, and how many there were: of frames hours, of names days with some. */
  readonly first: number
  readonly last: number
  readonly leases: number
  readonly evidence: Evidence
}

/**
 * What tells that a device had an address: who gives out addresses; frames with its hardware address, or that address inside
 * an IPv6 address (EUI-64); a domain or a server that let the host in by its name; DNS.
 */
export type Evidence =
  'DHCP' | 'hardware address' | 'EUI-64' | 'machine account' | 'NTLM host name' | 'DNS name'

/** What one site (a PATH with its own site.json, or all PATHs without one) was judged on. */
export interface SiteSummary {
  readonly name: string
  readonly timezone: string
  readonly sensors: readonly SensorSummary[]
  /** Days judged, YYYY-MM-DD, and how many days of history the first of them had; empty where all was judged without history. */
  readonly judged: readonly string[]
  readonly historyDays: number
  /** Sources, targets and links of remote services that were profiled. */
  readonly sources: number
  readonly targets: number
  readonly links: number
  /** What the reader must know: no history, no internal address, an outage … */
  readonly statements: readonly string[]
  /** site.json's trusted entries, and how many findings each hid. */
  readonly trusted: readonly { readonly entry: string; readonly note: string; readonly hidden: number }[]
  /** All, highest score first; the budget cuts what is shown. */
  readonly incidents: readonly Incident[]
  readonly findings: readonly Finding[]
  /** Which addresses were joined to devices. */
  readonly identity?: readonly Joined[]
  /** Incidents a day that an analyst reads. */
  readonly budget: number
}

/** A whole run: what every output is written from. */
export interface Report {
  readonly version: string
  readonly sites: readonly SiteSummary[]
  readonly rejects: readonly Reject[]
  readonly notes: readonly Note[]
  /** Files that are no input: of no known format, copies of others, or beside the sensors that a site.json names. */
  readonly skipped: readonly string[]
}
