/** A short, stable name for a text: 12 hexadecimal digits of two FNV-1a hashes. For ids, not for secrets. */
export function shortHash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x01000193
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193) >>> 0
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b) >>> 0
  }
  return a.toString(16).padStart(8, '0') + (b >>> 16).toString(16).padStart(4, '0')
}
