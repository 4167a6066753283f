import { expect, test } from 'vitest'
import { suricata } from '../../../src/read/suricata.ts'
import { inWords } from '../in-words.ts'
import { inputOf } from '../zeek/read-zeek.ts'

const line =
  '{"timestamp":"2026-11-18T09:00:00.0+0000","flow_id":7,"event_type":"flow","src_ip":"10.0.0.1","src_port":50000,"dest_ip":"10.0.0.2","dest_port":22,"proto":"TCP","app_proto":"ssh","flow":{"pkts_toserver":3,"pkts_toclient":2,"bytes_toserver":300,"bytes_toclient":200,"start":"2026-11-18T09:00:00.0+0000","end":"2026-11-18T09:00:05.0+0000","state":"closed"}}'

test.each([
  ['syslog', `Nov 18 09:00:01 ids suricata[7]: ${line}`],
  ['syslog with @cee:', `<134>1 2026-11-18T09:00:01Z ids suricata - - - @cee: ${line}`],
  ['Docker compose', `suricata-1  | ${line}`],
  ['Kubernetes, in parts', `2026-11-18T09:00:01Z stdout P ${line.slice(0, 30)}\n2026-11-18T09:00:01Z stdout F ${line.slice(30)}`],
  ['grep', `eve.json.gz:12:${line}`],
])('a record of eve.json behind %s is the record', async (_, text) => {
  const control = await inWords(suricata, [inputOf('eve.json', `${line}\n`)])
  const input = inputOf('eve.json', `${text}\n`)
  expect(suricata.sniff(input.head)).toBe(true)
  expect(control.flows).toHaveLength(1)
  expect((await inWords(suricata, [input])).flows).toEqual(control.flows)
}) // prettier-ignore
