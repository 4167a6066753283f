/** A flow as one view of the network saw it. A view is what one sensor's records of one format show. */
export interface Sighting {
  /** Views are numbered from 0 in the order in which their evidence is preferred. */
  readonly view: number
  readonly start: number
  readonly duration: number
  /** Whether packets of both directions were seen. */
  readonly twoWay: boolean
}

/** Seconds by which the views of one flow may differ beyond their clocks: exporters round, and see first packets late. */
const skew = 3

/** More flows of one 5-tuple without a pause are looked at in parts: no input may make this slow. */
const mostTogether = 500

/** A flow that another view saw too, and the sighting that counts. */
export interface Repeat<Seen extends Sighting> {
  readonly dropped: Seen
  readonly kept: Seen
}

/**
 * Which sightings of one 5-tuple, given in the order of their starts, are those of a connection that another view has shown
 * better: at one time a 5-tuple is one connection. Two-way sightings come before one-way ones, then the preferred view.
 */
export function repeats<Seen extends Sighting>(sightings: readonly Seen[]): Repeat<Seen>[] {
  const found: Repeat<Seen>[] = []
  let group: Seen[] = []
  let end = -Infinity
  for (const sighting of sightings) {
    if (sighting.start > end + skew || group.length >= mostTogether) {
      addRepeats(found, group)
      group = []
      end = -Infinity
    }
    group.push(sighting)
    end = Math.max(end, sighting.start + sighting.duration)
  }
  addRepeats(found, group)
  return found
}

function addRepeats<Seen extends Sighting>(found: Repeat<Seen>[], group: readonly Seen[]): void {
  if (group.every(({ view }) => view === group[0]!.view)) return
  const kept: Seen[] = []
  const preferred = [...group].sort(
    (a, b) => Number(b.twoWay) - Number(a.twoWay) || a.view - b.view || a.start - b.start,
  )
  for (const sighting of preferred) {
    const same = kept.find(other => other.view !== sighting.view && overlaps(other, sighting))
    if (same) found.push({ dropped: sighting, kept: same })
    else kept.push(sighting)
  }
}

const overlaps = (a: Sighting, b: Sighting): boolean =>
  a.start <= b.start + b.duration + skew && b.start <= a.start + a.duration + skew
