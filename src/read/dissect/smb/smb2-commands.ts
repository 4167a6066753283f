import { known } from '../text.ts'
import type { OpenFile } from './files.ts'
import type { Wire } from '../wire.ts'
import type { SmbSession } from './session.ts'
import { dialectNames, shareTypes } from './names.ts'
import type { Request } from './smb2.ts'
import { moreProcessing, ok } from './status.ts'

/** MS-SMB2 2.2.1.2: the commands that are followed. Offsets are from the message's start: the header has 64 bytes. */
export const negotiate = 0
const sessionSetup = 1
export const treeConnect = 3
export const create = 5
const close = 6
const read = 8
const write = 9
const ioctl = 11
const queryDirectory = 14
const changeNotify = 15
const queryInfo = 16
const setInfo = 17

/** Bytes of those messages of which bulk data is most: all that is wanted, but on a pipe. */
export const fixedRequests: Readonly<Record<number, number>> = { [write]: 112 }
export const fixedResponses: Readonly<Record<number, number>> = {
  [read]: 80,
  [queryDirectory]: 64,
  [changeNotify]: 64,
  [queryInfo]: 64,
}

/**
 * More than an RPC fragment and its headers: a longer message on an unknown share is a file's data. What is not of a
 * pipe was not kept.
 */
export const maxOnUnknownShare = 8192

const mayBePipe = (file: OpenFile, wire: Wire): boolean =>
  file.isPipe ?? (wire.length > 112 && wire.length <= maxOnUnknownShare)

type ParseRequest = (wire: Wire, request: Request, session: SmbSession, ts: number) => void
type ParseResponse = (wire: Wire, request: Request, session: SmbSession, status: number, ts: number) => void

const deleteOnClose = 0x1000
const transceive = 0x11c017
const renameClasses = [10, 65]
const dispositionClasses = [13, 64]

/** The volatile half of a file id; -1 where it says "the file of the request before". */
function fileId(wire: Wire, at: number): number {
  return wire.u32(at + 8) === 0xffffffff && wire.u32(at + 12) === 0xffffffff ? -1 : wire.u64(at + 8)
}

export const requests: Readonly<Record<number, ParseRequest>> = {
  [sessionSetup](wire, request, session, ts) {
    request.auth = session.auth(wire.u64(40))
    request.auth.token(wire.slice(wire.u16(76), wire.u16(78)), ts)
  },
  [treeConnect](wire, request) {
    request.name = wire.utf16(wire.u16(68), wire.u16(70))
  },
  [create](wire, request) {
    request.name = wire.utf16(wire.u16(108), wire.u16(110))
    request.deletes = (wire.u32(104) & deleteOnClose) !== 0
  },
  [close](wire, request) {
    request.file = fileId(wire, 72)
  },
  [read](wire, request) {
    request.file = fileId(wire, 80)
  },
  [write](wire, request, session, ts) {
    request.file = fileId(wire, 80)
    const file = session.files.get(request.file)
    if (file === undefined) return
    const length = wire.u32(68)
    file.written += length
    if (mayBePipe(file, wire)) session.files.piped(file, true, wire.slice(wire.u16(66), length), ts)
  },
  [ioctl](wire, request, session, ts) {
    request.file = fileId(wire, 72)
    const file = session.files.get(request.file)
    if (file !== undefined && wire.u32(68) === transceive)
      session.files.piped(file, true, wire.slice(wire.u32(88), wire.u32(92)), ts)
  },
  [setInfo](wire, request) {
    request.file = fileId(wire, 80)
    const at = wire.u16(72)
    const isFile = wire.u8(66) === 1
    if (isFile && renameClasses.includes(wire.u8(67))) {
      request.action = 'rename'
      request.name = wire.utf16(at + 20, wire.u32(at + 16))
    } else if (isFile && dispositionClasses.includes(wire.u8(67)) && (wire.u8(at) & 1) !== 0)
      request.action = 'delete'
  },
}

export const responses: Readonly<Record<number, ParseResponse>> = {
  [sessionSetup](wire, request, session, status, ts) {
    const auth = request.auth!
    if (status === moreProcessing) session.remember(wire.u64(40), auth)
    if (status === moreProcessing || status === ok) auth.token(wire.slice(wire.u16(68), wire.u16(70)), ts)
    session.setUp(auth, status)
  },
  [treeConnect](wire, request, session, status) {
    const type = status === ok ? (shareTypes[wire.u8(66)] ?? '') : ''
    session.connected(wire.u32(36), request.name, type, status, request.ts)
  },
  [create](wire, request, session, status) {
    const { name, tree, ts } = request
    const created = status === ok
    const path = tree?.path ?? ''
    request.file = created ? fileId(wire, 128) : -1
    const size = created ? wire.u64(112) : 0
    session.files.opened(request.file, { name, path, size, isPipe: tree?.isPipe }, status, ts)
    if (created && request.deletes) session.files.did('delete', { name, path }, ts)
  },
  [close](_wire, request, session, status, ts) {
    if (status === ok) session.files.closed(request.file, ts)
  },
  [read](wire, request, session, _status, ts) {
    const file = session.files.get(request.file)
    // A read of a pipe may bring a first part alone (STATUS_BUFFER_OVERFLOW); errors have no data.
    if (file === undefined || wire.length < 80 || wire.u16(64) !== 17) return
    const length = wire.u32(68)
    file.read += length
    if (mayBePipe(file, wire)) session.files.piped(file, false, wire.slice(wire.u8(66), length), ts)
  },
  [ioctl](wire, request, session, _status, ts) {
    const file = session.files.get(request.file)
    if (file === undefined || wire.u16(64) !== 49 || wire.u32(68) !== transceive) return
    session.files.piped(file, false, wire.slice(wire.u32(96), wire.u32(100)), ts)
  },
  [setInfo](_wire, request, session, status) {
    const file = session.files.get(request.file)
    if (status !== ok || file === undefined) return
    const { ts, name } = request
    if (request.action === 'delete') session.files.did('delete', file, ts, { size: file.size })
    else if (request.action === 'rename')
      session.files.did('rename', { name, path: file.path }, ts, { previous: file.name })
  },
}

const signingRequired = 2
const canEncrypt = 0x40

/** What the server settles on (2.2.4). */
export function negotiated(wire: Wire, session: SmbSession, ts: number): void {
  if (wire.u32(8) !== ok || wire.u16(64) !== 65) return
  const dialect = wire.u16(68)
  // 2.FF means that the client is to ask again, in SMB 2.
  if (dialect === 0x2ff) return
  const signing = (wire.u16(66) & signingRequired) !== 0 ? 'signing required' : 'signing enabled'
  const encrypts = (wire.u32(88) & canEncrypt) !== 0
  const detail = known({ dialect: dialectNames[dialect] ?? `0x${dialect.toString(16)}`, security: signing })
  session.finder.emit('client', ts, { detail: encrypts ? { ...detail, encryption: 'offered' } : detail })
}
