import { Dialogue } from './dialogue.ts'
import type { Dissector } from './dissector.ts'
import { isNetbiosStart, SmbTalk } from './smb/talk.ts'

/** SMB over TCP or NetBIOS (MS-SMB2, MS-CIFS): logins, shares, files, and RPC on named pipes. */
export const smb: Dissector = {
  name: 'smb',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    const src = isNetbiosStart(fromSrc)
    const dst = isNetbiosStart(fromDst)
    return src === true || dst === true ? true : src === false || dst === false ? false : undefined
  },
  answers: isNetbiosStart,
  start: finder => new Dialogue(new SmbTalk(finder)),
}
