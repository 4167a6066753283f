import { signature } from './signature.ts'

const headerLength = 6
/** BroadcastQuery, Query and IndirectQuery. */
const queries = [1, 2, 3]
/** Willing and Unwilling. */
const answers = [5, 6]

/**
 * XDMCP (X Display Manager Control Protocol 1.1): a query of version 1 and of exact length, which lists the names of
 * authentications and nothing else.
 */
export const xdmcp = signature(
  'xdmcp',
  'udp',
  (fromSrc, fromDst) => {
    const bytes = fromSrc.length > 0 ? fromSrc : fromDst
    if (bytes.length <= headerLength) return false
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (view.getUint16(0) !== 1 || !queries.includes(view.getUint16(2))) return false
    return view.getUint16(4) === bytes.length - headerLength && isList(view, headerLength)
  },
  isAnswer,
)

function isAnswer(bytes: Uint8Array): boolean {
  if (bytes.length < headerLength) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return view.getUint16(0) === 1 && answers.includes(view.getUint16(2))
}

/** A count, then that many texts, each with its length before it, and no more. */
function isList(view: DataView, start: number): boolean {
  let at = start + 1
  for (let count = view.getUint8(start); count > 0; count--) {
    if (at + 2 > view.byteLength) return false
    at += 2 + view.getUint16(at)
  }
  return at === view.byteLength
}
