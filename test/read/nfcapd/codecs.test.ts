import { describe, expect, test } from 'vitest'
import type { Inflate } from '../../../src/read/nfcapd/inflated.ts'
import { lz4 } from '../../../src/read/nfcapd/lz4.ts'
import { lzo } from '../../../src/read/nfcapd/lzo.ts'
import { bzip2, zstd } from '../../../src/read/nfcapd/stream.ts'
import { hex } from '../netflow/context.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(hex(text).buffer)

const text = (result: ReturnType<Inflate>): string =>
  `${String.fromCharCode(...result.bytes)}${result.whole ? '' : ' (cut)'}`

const quote = 'to be or not to be'.repeat(3) + 'a'.repeat(300)

const cases: readonly (readonly [string, Inflate, string, string])[] = [
  ['LZ4 literals, and a match that overlaps itself', lz4, '14 61 0100  50 6263646566', 'aaaaaaaaabcdef'],
  ['LZ4 lengths of more than 15', lz4, '1f 61 0100 05  10 62', `${'a'.repeat(25)}b`],
  ['LZO literals, a match and the end', lzo, '15 61626364 4c00 110000', 'abcdabc'],
  ['LZO lengths of more than 31', lzo, '12 61 20 01 0000 110000', 'a'.repeat(35)],
  ['LZO matches of two bytes after few literals', lzo, '14 616263 0800 110000', 'abcab'],
  ['bzip2 with runs', bzip2, '425a6839314159265359c62e82b200001d9180c020320194000008200031003011483d4c907cc6d819bd306c69e8d38d8c338fbe2ee48a70a1218c5d0564', quote],
  ['zstd with matches and runs', zstd, '28b52ffd0068ed000098746f206265206f72206e6f7420746f20626561020028ae2a2c728601', quote],
] // prettier-ignore

describe('Compressions of nfcapd blocks:', () => {
  test.each(cases)('%s', (_title, inflate, packed, wanted) => {
    expect(text(inflate(bytes(packed), 1000))).toBe(wanted)
  })

  test.each(cases)(
    '%s, cut at any byte, gives a beginning and says that it is cut',
    (_title, inflate, packed, wanted) => {
      const whole = bytes(packed)
      for (let length = 0; length < whole.length; length++) {
        const part = inflate(whole.subarray(0, length), 1000)
        expect(wanted.startsWith(String.fromCharCode(...part.bytes))).toBe(true)
        // An LZ4 block may end after any literals.
        if (inflate !== lz4) expect(part.whole).toBe(false)
      }
    },
  )

  test.each(cases)('%s, never more than the limit', (_title, inflate, packed) => {
    const part = inflate(bytes(packed), 4)
    expect(part.bytes.length).toBeLessThanOrEqual(4)
    expect(part.whole).toBe(false)
  })

  test('A zstd frame whose header asks for a huge window is refused before that is made', () => {
    const asking = (window: string) => text(zstd(bytes(`28b52ffd00 ${window} 090000 41`), 1000))
    expect(asking('38')).toBe('A')
    expect(asking('a8')).toBe(' (cut)')
  })
})
