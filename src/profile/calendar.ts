/** Local time of a site. */
export interface Calendar {
  /** Days since 1970-01-01 of epoch seconds, in local time. */
  day(seconds: number): number
  /** Local hour of epoch seconds, 0 to 23. */
  hour(seconds: number): number
}
