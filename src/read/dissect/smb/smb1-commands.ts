import { textOf } from '../text.ts'
import type { Wire } from '../wire.ts'
import { serviceTypes } from './names.ts'
import type { SmbSession } from './session.ts'
import type { Block, Request } from './smb1.ts'
import { namesAt } from './smb1-names.ts'
import { moreProcessing, ok } from './status.ts'

/** MS-CIFS 2.2.2.1: the commands that are followed. */
const close = 0x04
const remove = 0x06
const rename = 0x07
const transaction = 0x25
const openAndX = 0x2d
const readAndX = 0x2e
const writeAndX = 0x2f
const transaction2 = 0x32
export const negotiate = 0x72
const sessionSetup = 0x73
const treeConnect = 0x75
const ntCreate = 0xa2

/** Commands that another one can follow in the same message. */
export const chained = [openAndX, readAndX, writeAndX, sessionSetup, treeConnect, ntCreate]

/** Bytes of those messages of which bulk data is most: all that is wanted, but on a pipe. */
export const fixedRequests: Readonly<Record<number, number>> = { [writeAndX]: 63 }
export const fixedReplies: Readonly<Record<number, number>> = { [readAndX]: 59, [transaction2]: 33 }

type ParseRequest = (wire: Wire, block: Block, request: Request, session: SmbSession) => void
type ParseReply = (
  wire: Wire,
  block: Block,
  request: Request,
  session: SmbSession,
  status: number,
  ts: number,
) => void

const transactPipe = 0x26
const setFileInformation = 8
const dispositionLevels = [0x102, 1013]
const renameLevel = 1010
const deleteOnClose = 0x1000
/** Resource types (2.2.1.2.2): byte-mode and message-mode pipes. */
const pipeTypes = [1, 2]

export const requests: Readonly<Record<number, ParseRequest>> = {
  [sessionSetup](wire, { words, count, bytes, end }, request, session) {
    request.auth = session.auth(request.uid)
    const { auth, ts } = request
    if (count === 12) return auth.token(wire.slice(bytes, wire.u16(words + 14)), ts)
    const passwords = wire.u16(words + 14) + (count === 13 ? wire.u16(words + 16) : 0)
    const [user = '', domain = ''] = namesAt(wire, bytes + passwords, end, 2)
    auth.names(count === 13 ? 'ntlm' : 'password', user, domain, ts)
  },
  [treeConnect](wire, { words, bytes, end }, request) {
    request.name = namesAt(wire, bytes + wire.u16(words + 6), end, 1)[0] ?? ''
  },
  [ntCreate](wire, { words, bytes, end }, request) {
    request.name = namesAt(wire, bytes, end, 1)[0] ?? ''
    if ((wire.u32(words + 39) & deleteOnClose) !== 0) request.action = 'delete'
  },
  [openAndX](wire, { bytes, end }, request) {
    request.name = namesAt(wire, bytes, end, 1)[0] ?? ''
  },
  [close](wire, { words }, request) {
    request.file = wire.u16(words)
  },
  [readAndX](wire, { words }, request) {
    request.file = wire.u16(words + 4)
  },
  [writeAndX](wire, { words }, request, session) {
    request.file = wire.u16(words + 4)
    const file = session.files.get(request.file)
    const length = wire.u16(words + 20) + (wire.u16(words + 18) << 16)
    if (file === undefined) return
    file.written += length
    if (file.isPipe !== false)
      session.files.piped(file, true, wire.slice(wire.u16(words + 22), length), request.ts)
  },
  [transaction](wire, { words, count }, request, session) {
    if (count < 16 || wire.u16(words + 28) !== transactPipe) return
    request.file = wire.u16(words + 30)
    const file = session.files.get(request.file)
    if (file !== undefined)
      session.files.piped(file, true, wire.slice(wire.u16(words + 24), wire.u16(words + 22)), request.ts)
  },
  [transaction2](wire, { words, count }, request) {
    if (count < 15 || wire.u16(words + 28) !== setFileInformation) return
    const parameters = wire.u16(words + 20)
    const data = wire.u16(words + 24)
    const level = wire.u16(parameters + 2)
    request.file = wire.u16(parameters)
    if (dispositionLevels.includes(level) && wire.u8(data) === 1) request.action = 'delete'
    if (level !== renameLevel) return
    request.action = 'rename'
    request.name = wire.utf16(data + 12, wire.u32(data + 8))
  },
  [remove](wire, { bytes, end }, request) {
    request.name = namesAt(wire, bytes + 1, end, 1)[0] ?? ''
  },
  [rename](wire, { bytes, end }, request) {
    // The second name has a byte of its own before it too, with its padding one character.
    const [previous = '', name = ''] = namesAt(wire, bytes + 1, end, 2)
    request.previous = previous
    request.name = name.slice(1)
  },
}

export const replies: Readonly<Record<number, ParseReply>> = {
  [sessionSetup](wire, { words, count, bytes }, request, session, status, ts) {
    const auth = request.auth!
    if (status === moreProcessing) session.remember(wire.u16(28), auth)
    if (count === 4) auth.token(wire.slice(bytes, wire.u16(words + 6)), ts)
    session.setUp(auth, status)
  },
  [treeConnect](wire, { bytes, end }, request, session, status) {
    const service = status === ok ? textOf(wire.bytes, bytes, end) : ''
    session.connected(wire.u16(24), request.name, serviceTypes.get(service) ?? '', status, request.ts)
  },
  [ntCreate](wire, { words }, request, session, status) {
    const created = status === ok
    const isPipe = created && pipeTypes.includes(wire.u16(words + 63))
    const file = { ...named(request, request.name), size: created ? wire.u64(words + 55) : 0, isPipe }
    session.files.opened(created ? wire.u16(words + 5) : -1, file, status, request.ts)
    if (created && request.action === 'delete') session.files.did('delete', file, request.ts)
  },
  [openAndX](wire, { words }, request, session, status) {
    const opened = status === ok
    const isPipe = opened && pipeTypes.includes(wire.u16(words + 16))
    const file = { ...named(request, request.name), size: opened ? wire.u32(words + 12) : 0, isPipe }
    session.files.opened(opened ? wire.u16(words + 4) : -1, file, status, request.ts)
  },
  [close](_wire, _block, request, session, status, ts) {
    if (status === ok) session.files.closed(request.file, ts)
  },
  [readAndX](wire, { words, count }, request, session, _status, ts) {
    const file = session.files.get(request.file)
    if (file === undefined || count < 12) return
    const length = wire.u16(words + 10) + (wire.u16(words + 14) << 16)
    file.read += length
    if (file.isPipe !== false) session.files.piped(file, false, wire.slice(wire.u16(words + 12), length), ts)
  },
  [transaction](wire, { words, count }, request, session, _status, ts) {
    const file = session.files.get(request.file)
    if (file !== undefined && count >= 10)
      session.files.piped(file, false, wire.slice(wire.u16(words + 14), wire.u16(words + 12)), ts)
  },
  [transaction2](_wire, _block, request, session, status) {
    const file = session.files.get(request.file)
    if (status !== ok || file === undefined) return
    const { ts, name } = request
    if (request.action === 'delete') session.files.did('delete', file, ts, { size: file.size })
    else if (request.action === 'rename')
      session.files.did('rename', named(request, name), ts, { previous: file.name })
  },
  [remove](_wire, _block, request, session, status) {
    if (status === ok) session.files.did('delete', named(request, request.name), request.ts)
  },
  [rename](_wire, _block, request, session, status) {
    const { name, previous, ts } = request
    if (status === ok) session.files.did('rename', named(request, name), ts, { previous: bare(previous) })
  },
}

/** A name without the backslash that SMB 1 begins it with. */
const bare = (name: string): string => name.replace(/^\\/, '')
const named = (request: Request, name: string): { name: string; path: string } => ({
  name: bare(name),
  path: request.tree?.path ?? '',
})

/** The server has chosen NT LM 0.12 (its reply has 17 words), and says whether it signs. */
export function negotiated(wire: Wire, { words, count }: Block, session: SmbSession, ts: number): void {
  if (count !== 17 || wire.u32(5) !== ok) return
  const mode = wire.u8(words + 2)
  const security = (mode & 8) !== 0 ? 'signing required' : (mode & 4) !== 0 ? 'signing enabled' : 'no signing'
  session.finder.emit('client', ts, { detail: { dialect: 'NT LM 0.12', security } })
}
