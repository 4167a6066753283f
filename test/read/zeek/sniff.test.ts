import { expect, test } from 'vitest'
import { zeek } from '../../../src/read/zeek.ts'
import { connColumns, connRows, tsv } from './read-zeek.ts'

const row =
  '{"ts":1791890000.0,"uid":"CssH1xxxxxxxxxxxx1","id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":22}'

test.each([
  ['TSV', tsv('conn', connColumns, ...connRows)],
  ['TSV without rows', tsv('dns', 'ts uid')],
  ['TSV of a log that nobody knows', tsv('my_log', 'a b', '1 2')],
  ['TSV with NUL between columns', '#separator \\x00\n#path\0conn\n#fields\0ts\0uid\n'],
  ['TSV after a comment', `### a comment\n${tsv('ssh', 'ts uid')}`],
  ['TSV with a byte order mark', `\uFEFF${tsv('ssh', 'ts uid')}`],
  ['TSV in lines of Windows', tsv('ssh', 'ts uid').replaceAll('\n', '\r\n')],
  ["columns' names alone", `${connColumns.split(' ').join('\t')}\n`],
  ['JSON', `${row}\n`],
  ['JSON whose first line is cut', `${row.slice(3)}\n{"ts":17\n${row}\n`.replace(/^/, '{')],
  [
    'JSON without uid',
    '{"ts":1791890000.0,"host":"10.0.0.1","port_num":22,"port_proto":"tcp","service":["SSH"]}\n',
  ],
  ['JSON of known_hosts', '{"ts":1791890000.0,"host":"10.0.0.1"}\n'],
  [
    'JSON of capture_loss',
    '{"ts":1.5,"ts_delta":900.0,"peer":"zeek","gaps":0,"acks":12,"percent_lost":0.0}\n',
  ],
  ['JSON wrapped', `{"ssh":${row}}\n`],
  ['JSON with a nested id', '{"ts":1791890000.0,"uid":"Cx","id":{"orig_h":"10.0.0.1"}}'],
  [
    'JSON of Corelight',
    '{"_path":"conn","_write_ts":"2026-10-05T00:00:00Z","ts":"2026-10-05T00:00:00.5Z","uid":"C1"}',
  ],
  ['CSV', 'ts,uid,id.orig_h\n1,2,3\n'],
  ['a list in JSON', '[{"ts":1,"uid":"C123456789"}]\n'],
])('%s is a Zeek log', (_, text) => {
  expect(zeek.sniff(Buffer.from(text))).toBe(true)
})

test.each([
  ['nothing', ''],
  ['a pcap', Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex')],
  ['a pcapng', Buffer.from('0a0d0d0a1c0000004d3c2b1a01000000', 'hex')],
  ['CSV of something else', 'ts,name,host\n1,2,3\n'],
  ["a web server's log", '#Software: Microsoft Internet Information Services\n#Fields: date time s-ip\n'],
  ['a shell script', '#!/bin/sh\necho\n'],
  [
    'a pcap that holds a log',
    Buffer.concat([
      Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'),
      Buffer.from(`\n${row}\n${row}\n`),
    ]),
  ],
  ['a comment', '# fields of wheat\n'],
  [
    'an event of Suricata',
    '{"timestamp":"2026-10-05T00:00:00.0+0000","flow_id":1,"event_type":"flow","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","proto":"TCP"}\n',
  ],
  [
    "a program's log in JSON",
    '{"level":"info","ts":1791890000.0,"caller":"main.go:1","msg":"started","host":"a"}\n',
  ],
  ['a note in JSON', '{"ts":1791890000.0,"note":"buy milk","uid":"me"}\n'],
  ['JSON of anything', '{"a":1}\n'],
  ['configuration', '{\n  "internal": ["10.0.0.0/8"]\n}\n'],
  ['a list of something else', '[{"ts":1,"name":"C123456789"}]\n'],
  ['half a line', '{"ts":17918'],
])('%s is none', (_, text) => {
  expect(zeek.sniff(Buffer.from(text))).toBe(false)
})
