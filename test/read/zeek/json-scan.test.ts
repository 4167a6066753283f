import { expect, test } from 'vitest'
import { fieldSlots } from '../../../src/read/zeek/fields.ts'
import { fill, parseObject } from '../../../src/read/zeek/json-object.ts'
import { ObjectScanner } from '../../../src/read/zeek/json-scan.ts'
import { logRecord, type LogRecord } from '../../../src/read/zeek/record.ts'

const rows = [
  '{"ts":1791890000.5,"uid":"Cx","id.orig_h":"10.0.0.1","id_orig_p":22,"proto":"tcp","local_orig":true,"success":false,"history":null,"client":"","x":-1.5}',
  '{"ts": "2018-03-24T17:15:21Z", "service": "-", "vlan": 0, "duration": 0.25, "tunnel_parents": "(empty)", "ts": 1}',
]
const values = (record: LogRecord) =>
  [...fieldSlots].map(([name, slot]) => [
    name,
    record.from[slot]! < 0 ? '' : record.bytes.toString('latin1', record.from[slot], record.to[slot]),
  ])

/** The row with one byte changed to each of these, dropped or doubled, at each place. */
function* mutants(row: string): Generator<string> {
  for (let at = 0; at < row.length; at++) {
    for (const byte of ['"', '{', '}', ',', ':', '0', '1', '.', '-', ' ', 'e', '\\', '[', '\t'])
      yield row.slice(0, at) + byte + row.slice(at + 1)
    yield row.slice(0, at) + row.slice(at + 1)
    yield row.slice(0, at) + row[at] + row.slice(at)
    yield row.slice(0, at)
  }
}

test('what the scan takes, a full parser takes too, with the same values', () => {
  const scanner = new ObjectScanner()
  const scanned = logRecord(false)
  const parsed = logRecord(false)
  let taken = 0
  for (const row of rows.flatMap(row => [row, ...mutants(row)])) {
    const bytes = Buffer.from(`x${row}}x`)
    if (!scanner.scan(scanned, bytes, 1, 1 + row.length)) continue
    const object = parseObject(row)
    expect(object, row).toBeDefined()
    fill(parsed, object!)
    const same = values(scanned).map(([name, text]) => [
      name,
      /^-?\d+(\.\d+)?$/.test(text!) && /\d/.test(text!) ? String(Number(text)) : text,
    ])
    expect(same, row).toEqual(
      values(parsed).map(([name, text]) => [
        name,
        /^-?\d+(\.\d+)?$/.test(text!) ? String(Number(text)) : text,
      ]),
    )
    taken++
  }
  expect(taken).toBeGreaterThan(500)
})
