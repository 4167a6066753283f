import { Dialogue } from './dialogue.ts'
import type { Dissector } from './dissector.ts'
import { isPdu } from './rpc/pdu.ts'
import { RpcSession } from './rpc/session.ts'
import { beginsWith } from './text.ts'

/** DCE/RPC over TCP (C706, MS-RPCE): interfaces, operations, and NTLM or Kerberos logins. */
export const rpc: Dissector = {
  name: 'rpc',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    if (beginsWith(fromDst, 'ncacn_http/1.0') && fromDst.length > 0) return true
    if (fromSrc.length > 0) return isPdu(fromSrc)
    return fromDst.length > 0 ? isPdu(fromDst) : undefined
  },
  answers: fromDst => (beginsWith(fromDst, 'ncacn_http/1.0') ? true : isPdu(fromDst)),
  start: finder => new Dialogue(new RpcSession(finder, '')),
}
