import type { Detector } from './detector.ts'
import * as registry from './detectors.ts'

/** Every detector, ordered by its exported name. */
export const detectors: readonly Detector[] = Object.values(registry)
