/** One source, target and service on one local day: the roll-up that site-wide statistics are made from. */
export interface LinkDay {
  readonly src: number
  readonly dst: number
  readonly service: number
  /** Days since 1970-01-01 in the site's time zone. */
  readonly day: number
  readonly flows: number
  /** Flows of state `established`. */
  readonly established: number
  /** Epoch seconds of the day's first flow of this link. */
  readonly first: number
}

/** What a sensor saw on one local day: coverage, for telling an outage or a new sensor from novelty. */
export interface SensorDay {
  readonly sensor: string
  readonly day: number
  readonly flows: number
  readonly first: number
  readonly last: number
}
