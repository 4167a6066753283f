import type { Step } from '../../detect/finding.ts'
import { list, plural } from '../format.ts'
import type { RunSite } from '../run.ts'

/** Forms that hold no payload: no account and no operation is known of their flows. */
const blind = /^(nfcapd|exports|captured-exports)$/
/** Services whose content no sensor sees. */
const encrypted = new Set(['ssh', 'rdp', 'winrm', 'teamviewer', 'anydesk'])

/** What speaks against an incident, beside its own caveats: what its steps lack, and what their sensors cannot see. */
export function doubts(steps: readonly Step[], site: RunSite): string[] {
  const failed = steps.filter(({ state }) => state === 'no-answer' || state === 'rejected').length
  const partial = steps.filter(({ state }) => state === 'partial').length
  const forms = site.sensors
    .filter(({ name }) => steps.some(({ sensor }) => sensor === name))
    .filter(({ inputs }) => inputs.length > 0 && inputs.every(({ form }) => blind.test(form)))
    .map(({ name }) => name)
  const dark = [...new Set(steps.map(({ service }) => service))].filter(service => encrypted.has(service))
  const named = steps.some(({ user }) => user)
  return [
    ...(failed ? [`${failed} of ${plural(steps.length, 'connection')} were not established`] : []),
    ...(partial
      ? [`of ${partial} of ${plural(steps.length, 'connection')} the beginning or the end was not seen`]
      : []),
    ...(forms.length
      ? [`${list(forms, 3)} tells no accounts and no operations: only who, when and how much`]
      : []),
    ...(dark.length ? [`inside ${list(dark, 3)} nothing can be seen`] : []),
    ...(named ? [] : ['no account is known: ask who worked at the sources then']),
  ]
}
