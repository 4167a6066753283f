import type { Detector } from './detector.ts'
import * as registry from './detectors.ts'

/** Every detector, ordered by name: a registry's own order is not the same in every module loader. */
export const detectors: readonly Detector[] = Object.values(registry).sort((a, b) =>
  a.name < b.name ? -1 : 1,
)
