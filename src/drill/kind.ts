import type { Stage } from './stage.ts'

/** One way in which intruders move. */
export interface Kind {
  readonly name: string
  /** What happens, for people. */
  readonly title: string
  /** Local days that it takes. */
  readonly days: number
  /** Plays it on a stage. Gives what the network lacks for it, or '' where it was played. */
  play(stage: Stage): string
}
