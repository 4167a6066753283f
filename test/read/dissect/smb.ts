import { be16, bytes, hex, le16, le32, text, utf16 } from './talk.ts'

const netbios = (message: Uint8Array): Uint8Array =>
  bytes([0, message.length >>> 16], be16(message.length & 0xffff), message)

interface Head {
  readonly id?: number
  readonly status?: number
  readonly tree?: number
  readonly session?: number
}

/** An SMB 2 message (MS-SMB2 2.2.1.2). */
export function smb2(
  command: number,
  flags: number,
  body: Uint8Array,
  { id = 1, status = 0, tree = 1, session = 7 }: Head = {},
): Uint8Array {
  return netbios(
    bytes(hex('fe534d42 4000 0000'), le32(status), le16(command), le16(1), le32(flags), le32(0), le32(id), le32(0),
      le32(0), le32(tree), le32(session), le32(0), new Uint8Array(16), body),
  ) // prettier-ignore
}
export const asks = (command: number, body: Uint8Array, head?: Head): Uint8Array =>
  smb2(command, 0, body, head)
export const answers = (command: number, body: Uint8Array, head?: Head): Uint8Array =>
  smb2(command, 1, body, head)

const at = 64
/** All ones stand for the file of the request before. */
const fileId = (id: number): Uint8Array =>
  id === 0xffffffff ? new Uint8Array(16).fill(255) : bytes(le32(id), le32(0), le32(id), le32(0))
export const error = bytes(le16(9), new Uint8Array(7))

export const negotiated = (dialect: number, mode = 1, capabilities = 0): Uint8Array =>
  bytes(
    le16(65),
    le16(mode),
    le16(dialect),
    le16(0),
    new Uint8Array(16),
    le32(capabilities),
    new Uint8Array(36),
  )
export const setup = (token: Uint8Array): Uint8Array =>
  bytes(le16(25), [0, 1], le32(0), le32(0), le16(at + 24), le16(token.length), new Uint8Array(8), token)
export const setUp = (token: Uint8Array): Uint8Array =>
  bytes(le16(9), le16(0), le16(at + 8), le16(token.length), token)
export const connect = (path: string): Uint8Array =>
  bytes(le16(9), le16(0), le16(at + 8), le16(path.length * 2), utf16(path))
export const connected = (type: number): Uint8Array => bytes(le16(16), [type, 0], new Uint8Array(12))
export const create = (name: string, options = 0): Uint8Array =>
  bytes(
    le16(57),
    new Uint8Array(38),
    le32(options),
    le16(at + 56),
    le16(name.length * 2),
    le32(0),
    le32(0),
    utf16(name),
    name === '' ? [0] : [],
  )
export const created = (id: number, size: number): Uint8Array =>
  bytes(
    le16(89),
    [0, 0],
    le32(1),
    new Uint8Array(40),
    le32(size),
    le32(0),
    le32(0x20),
    le32(0),
    fileId(id),
    le32(0),
    le32(0),
  )
export const close = (id: number): Uint8Array => bytes(le16(24), le16(0), le32(0), fileId(id))
export const closed = bytes(le16(60), new Uint8Array(58))
export const write = (id: number, data: Uint8Array): Uint8Array =>
  bytes(le16(49), le16(at + 48), le32(data.length), le32(0), le32(0), fileId(id), new Uint8Array(16), data)
export const wrote = (length: number): Uint8Array => bytes(le16(17), le16(0), le32(length), new Uint8Array(8))
export const read = (id: number): Uint8Array =>
  bytes(le16(49), [0x50, 0], le32(4096), new Uint8Array(8), fileId(id), new Uint8Array(17))
export const readOut = (data: Uint8Array): Uint8Array =>
  bytes(le16(17), [at + 16, 0], le32(data.length), new Uint8Array(8), data)
export const transceive = (id: number, data: Uint8Array): Uint8Array =>
  bytes(
    le16(57),
    le16(0),
    le32(0x11c017),
    fileId(id),
    le32(at + 56),
    le32(data.length),
    new Uint8Array(24),
    data,
  )
export const transceived = (id: number, data: Uint8Array): Uint8Array =>
  bytes(
    le16(49),
    le16(0),
    le32(0x11c017),
    fileId(id),
    le32(0),
    le32(0),
    le32(at + 48),
    le32(data.length),
    new Uint8Array(8),
    data,
  )
export const setInfo = (id: number, kind: number, data: Uint8Array): Uint8Array =>
  bytes(le16(33), [1, kind], le32(data.length), le16(at + 32), le16(0), le32(0), fileId(id), data)
export const rename = (name: string): Uint8Array =>
  bytes(new Uint8Array(16), le32(name.length * 2), utf16(name))

/** An SMB 1 message (MS-CIFS 2.2.3) in Unicode, with NT statuses. */
export function smb1(
  command: number,
  isReply: boolean,
  words: Uint8Array,
  data: Uint8Array,
  { id = 1, status = 0, tree = 1, session = 7 }: Head = {},
): Uint8Array {
  return netbios(
    bytes(hex('ff534d42'), [command], le32(status), [isReply ? 0x98 : 0x18], le16(0xc801), new Uint8Array(12), le16(tree),
      le16(9), le16(session), le16(id), [words.length / 2], words, le16(data.length), data),
  ) // prettier-ignore
}

/** Texts ended by NULs: in Unicode after a byte of padding, where `data` begins at an odd offset. */
export const names = (...list: string[]): Uint8Array => bytes(...list.map(name => utf16(name + '\0')))
export const ascii = (...list: string[]): Uint8Array => text(list.map(name => name + '\0').join(''))
