// The floor for capture reading in JavaScript: every packet's addresses and ports are read, and nothing is done with them.
import { closeSync, openSync, readSync } from 'node:fs'

const file = openSync(process.argv[2], 'r')
const bytes = new Uint8Array(1 << 20)
const view = new DataView(bytes.buffer)
let kept = 0
let packets = 0
let mixed = 0
let at = 24
for (let read = 1; read > 0;) {
  read = readSync(file, bytes, kept, bytes.length - kept)
  const end = kept + read
  while (end - at >= 16) {
    const next = at + 16 + view.getUint32(at + 8, true)
    if (next > end) break
    mixed ^= view.getUint32(at + 42) ^ view.getUint32(at + 46) ^ view.getUint32(at + 50)
    packets++
    at = next
  }
  bytes.copyWithin(0, at, end)
  kept = end - at
  at = 0
}
closeSync(file)
console.log(packets, mixed)
