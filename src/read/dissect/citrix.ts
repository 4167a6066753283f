import { both, signature, startsWith } from './signature.ts'
import { beginsWith } from './text.ts'

/** Citrix ICA: both sides begin with "\x7f\x7fICA"; in CGP (session reliability) with "\x1aCGP/". */
export const citrix = signature(
  'citrix',
  'tcp',
  (fromSrc, fromDst) => both(isIca(fromSrc), isIca(fromDst)),
  isIca,
)

function isIca(bytes: Uint8Array): boolean | undefined {
  const ica = startsWith(bytes, 0x7f, 0x7f, 0x49, 0x43, 0x41, 0)
  const cgp = beginsWith(bytes, '\x1aCGP/')
  return ica || cgp ? true : ica === undefined || cgp === undefined ? undefined : false
}
