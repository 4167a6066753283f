import { indexOfText, textOf } from '../text.ts'

/** How much of a request's body is read: the SOAP header is at its start. */
export const maxBody = 4096

/** Actions of WS-Transfer and of Windows' shells (MS-WSMV, 3.1.4): the last part of their URIs. */
const actions =
  /^(Create|Delete|Get|Put|Command|Receive|Send|Signal|Connect|Disconnect|Reconnect|Enumerate|Pull)$/

/** What a WSMan request in clear asks for: `Create` on `shell/cmd`; undefined where it is encrypted, as over HTTP it mostly is. */
export function wsmanRequest(body: Uint8Array): { operation: string; resource: string } | undefined {
  const operation = lastPart(elementText(body, 'Action'))
  if (!actions.test(operation)) return undefined
  const uri = elementText(body, 'ResourceURI')
  return { operation, resource: uri.slice(uri.lastIndexOf('/windows/') + 1).replace(/^windows\//, '') }
}

const lastPart = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1)

/** The text of the first element with this local name. */
function elementText(body: Uint8Array, name: string): string {
  const at = indexOfText(body, `:${name}`)
  const start = at < 0 ? -1 : body.indexOf(0x3e, at)
  const end = start < 0 ? -1 : body.indexOf(0x3c, start)
  return end < 0 ? '' : textOf(body, start + 1, end).trim()
}
