/** Seconds that a session may last: where a record says longer, its times are wrong. */
const longest = 366 * 86_400

/**
 * The local day by whose end a flow could be seen: sensors write a session's record when it ends. `dayOf` tells the local day of a
 * time in epoch seconds; `duration` is in seconds.
 */
export const seenDay = (start: number, duration: number, dayOf: (seconds: number) => number): number =>
  dayOf(duration > 0 && duration < longest ? start + duration : start)
