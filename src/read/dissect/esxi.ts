import { signature } from './signature.ts'
import { beginsWith } from './text.ts'

/** ESXi's authentication daemon on port 902, which lets in to consoles of its machines: the server speaks first. */
export const esxi = signature('esxi', 'tcp', (fromSrc, fromDst) =>
  fromSrc.length > 0 && fromDst.length === 0
    ? false
    : beginsWith(fromDst, '220 VMware Authentication Daemon Version'),
)
