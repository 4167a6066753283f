import type { Question } from './detect/detect.ts'
import { internalHosts } from './inputs/fill-store.ts'
import type { SiteInputs } from './inputs/inputs.ts'
import { dayText, type LocalTime } from './lib/time.ts'
import { subnets } from './profile/subnets.ts'
import type { SiteContext } from './inputs/reading.ts'
import { trust } from './site/trust.ts'

/** How a site's records are judged, whichever days of them. */
export const questionOf = (
  site: SiteInputs,
  { hosts, services }: SiteContext,
  time: LocalTime,
): Omit<Question, 'judged' | 'history'> => ({
  services,
  calendar: time,
  subnetOf: subnets(hosts, internalHosts(site, hosts)),
  trustedBy: trust(site.config.trusted, hosts, services, time),
  name: host => hosts.text(host),
  dayText,
})
