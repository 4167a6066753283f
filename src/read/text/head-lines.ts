/** A garbled first line must not hide what a file is. */
const maxTried = 50

/** The first lines of a head that is text, the last of them perhaps cut; none where it is not. */
export function headLines(head: Uint8Array): string[] {
  if (head.subarray(0, 256).includes(0)) return []
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8')
  return text
    .replace(/^\ufeff/, '')
    .trimStart()
    .split(/\r?\n/, maxTried)
}
