import type { HostName } from '../flow/host-names.ts'

export type { HostName } from '../flow/host-names.ts'

/** One reason, with its numbers. */
export interface Because {
  /** The fact in words: "opened 12 SSH links that it never used before". */
  readonly fact: string
  readonly observed: string
  /** What is usual for this source or its peers: "0 a day (median of 14 days)"; '' where nothing is known. */
  readonly usual: string
  /** Days of this source's history behind `usual`. */
  readonly historyDays: number
  /** How surprising this reason is by itself, in bits. */
  readonly bits: number
}

/** One flow that a finding or an incident rests on. Addresses are the flow's own, as text. */
export interface Step {
  readonly ts: number
  readonly src: string
  readonly dst: string
  /** What the hosts were called then, where anybody says so: claims from the wire. */
  readonly srcName?: string
  readonly dstName?: string
  readonly service: string
  readonly port: number
  readonly uid: string
  readonly state: string
  readonly user?: string
  /** Which sensor saw it: for the commands that show the record. */
  readonly sensor: string
  readonly because: readonly string[]
}

/** One detector's statement about one source and window. */
export interface Finding {
  readonly id: string
  readonly detector: string
  readonly src: string
  readonly dst?: string
  readonly service?: string
  readonly start: number
  readonly end: number
  /** Bits of surprise. */
  readonly score: number
  /** ATT&CK ids, sorted. */
  readonly techniques: readonly string[]
  readonly because: readonly Because[]
  readonly steps: readonly Step[]
}

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

/** Findings joined by shared hosts in time order: what an analyst opens. */
export interface Incident {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly score: number
  readonly severity: Severity
  readonly title: string
  /** Addresses as text, in the order in which they take part. */
  readonly hosts: readonly string[]
  /** By address, of those that have any. */
  readonly names?: Readonly<Record<string, HostName>>
  readonly techniques: readonly string[]
  /** In time order. */
  readonly steps: readonly Step[]
  /** Ids of the findings. */
  readonly findings: readonly string[]
  /** The findings' reasons, most surprising first. */
  readonly because: readonly Because[]
  /** The site's day this incident belongs to, YYYY-MM-DD. */
  readonly day: string
  /** How often this site sees such a score: "one ordinary day in 40"; '' without history. */
  readonly frequency: string
  /** What speaks against it, and what the input could not show. */
  readonly caveats: readonly string[]
}
