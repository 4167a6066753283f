/** How grave a deed is, and how rare it is at an ordinary site: the share of source days that hold one. */
export const grades = {
  /** Exploits a hole: no administration looks like it. */
  exploit: 0.00003,
  /** Runs code, or changes what runs, on the target. */
  execute: 0.0005,
  /** Takes credentials, or forces somebody to show them. */
  credentials: 0.0003,
  /** Covers tracks. */
  conceal: 0.0003,
  /** Was refused what it tried, or is seldom anything good. */
  suspect: 0.003,
  /** Puts a file where only administrators may. */
  transfer: 0.003,
  /** Interrupts: shutdown, reboot. */
  impact: 0.0005,
  /** Part of administration and of intrusion alike. */
  administer: 0.01,
  /** Looks around; ordinary Windows traffic is full of it. */
  discover: 0.1,
} as const
export type Grade = keyof typeof grades

/**
 * What one deed of a grade weighs at least where there is no history that could make it ordinary: an exploit that
 * worked is critical by itself, and code that runs, or credentials that are taken, is high.
 */
export const alone: Readonly<Partial<Record<Grade, number>>> = {
  exploit: 200,
  credentials: 40,
  conceal: 40,
  execute: 30,
}

/** Grades of which even an attempt that was refused is told. */
export const graveGrades: ReadonlySet<Grade> = new Set<Grade>([
  'exploit',
  'execute',
  'credentials',
  'conceal',
  'impact',
])
