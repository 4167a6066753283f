import { both, signature } from './signature.ts'
import { beginsWith } from './text.ts'

/** NoMachine NX: the client greets with "NXSH-" and a version, the server with "NXD-"; TLS follows. */
export const nomachine = signature(
  'nomachine',
  'tcp',
  (fromSrc, fromDst) => both(isGreeting(fromSrc), isGreeting(fromDst)),
  isGreeting,
)

function isGreeting(bytes: Uint8Array): boolean | undefined {
  const client = beginsWith(bytes, 'NXSH-')
  const server = beginsWith(bytes, 'NXD-')
  return client || server ? true : client === undefined || server === undefined ? undefined : false
}
