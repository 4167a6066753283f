import { describe, expect, test } from 'vitest'
import { flowAt } from '../../../src/flow/batch.ts'
import type { FlowRecord } from '../../../src/flow/join-record.ts'
import { ExportDecoder } from '../../../src/read/netflow/decoder.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { looksLikeExport } from '../../../src/read/netflow/header.ts'
import { hex, said, testContext } from './context.ts'

/** 2023-11-14T22:13:20Z. */
const clock = '6553f100'

const netflow5 = hex(`
  0005 0001 000f4240 ${clock} 00000000 00000007 00 01 0000    // header: 1 record, up for 1000 s
  0a000001 0a010002 00000000 0001 0002 0000000a 000005dc     // hosts, next hop, interfaces, packets, bytes
  000f3e58 000f4240 c000 01bd 00 1b 06 00 0000 0000 00 00 0000 // 1 s before, ports, flags, protocol`)

const template9 = `
  0000 0028 0100 0008                                         // template 256 of 8 fields
  0008 0004  000c 0004  0007 0002  000b 0002  0004 0001  0001 0004  0002 0004  0006 0001`
const data9 = `
  0100 001c 0a000001 0a010002 c000 01bd 06 000005dc 0000000a 1b  0000 // 22 bytes and 2 of padding`
const netflow9 = (sequence: string, ...sets: string[]) =>
  hex(`0009 0002 000f4240 ${clock} ${sequence} 00000005 ${sets.join('\n')}`)

/** An IPFIX message with its length filled in. */
function ipfix(sequence: string, ...sets: string[]): DataView {
  const view = hex(`000a 0000 ${clock} ${sequence} 00000005 ${sets.join('\n')}`)
  view.setUint16(2, view.byteLength)
  return view
}
const template10 = `
  0002 004c 0100 000f                                         // template 256 of 15 fields
  0008 0004  000c 0004  0007 0002  000b 0002  0004 0001       // addresses, ports, protocol
  0001 0003  0002 0008                                        // bytes in 3 octets, packets in 8
  8001 0002 00007279  8002 0001 00007279                      // RFC 5103: bytes and packets of the other direction
  0052 ffff                                                   // an interface's name, of variable length
  0098 0008  0099 0008                                        // start and end in milliseconds
  003a 0002  00ef 0001  0006 0002                             // VLAN, biflow direction, flags in 16 bits`
const data10 = (name: string) => `
  0a000001 0a010002 c000 01bd 06 0005dc 000000000000000a 0100 04 ${name}
  0000018bcfe56800 0000018bcfe56be8 0064 01 021b`
const set10 = (body: string) => {
  const view = hex(body)
  return `0100 ${(view.byteLength + 4).toString(16).padStart(4, '0')} ${body}`
}

const decode = (messages: readonly DataView[], exporters: readonly string[] = []) => {
  const context = testContext()
  const records: FlowRecord[] = []
  const decoder = new ExportDecoder(context, record => records.push({ ...record }))
  messages.forEach((view, i) => {
    const exporter = context.hosts.id(exporters[i] ?? '192.0.2.1')
    decoder.message(exporter, 5000, view, 0, view.byteLength, 1_700_000_005, 'export.pcap', i * 100)
  })
  decoder.finish()
  return { records, context, ...said(context) }
}

const seen = (view: DataView) => looksLikeExport(view, 0, view.byteLength)

describe('Flow exports:', () => {
  test('NetFlow v5 has its times by the exporter uptime', () => {
    const { records, context } = decode([netflow5])
    expect(records).toMatchObject([
      { srcPort: 49152, dstPort: 445, protocol: 6, packets: 10, bytes: 1500, flags: 0x1b },
    ])
    expect([records[0]!.start, records[0]!.end]).toEqual([1_699_999_999, 1_700_000_000])
    expect(context.hosts.text(records[0]!.src)).toBe('10.0.0.1')
  })

  test('an uptime that wrapped lies before the export', () => {
    const view = new DataView(netflow5.buffer.slice(0))
    view.setUint32(4, 500)
    view.setUint32(24 + 24, 2 ** 32 - 500)
    view.setUint32(24 + 28, 0)
    const { records } = decode([view])
    expect([records[0]!.start, records[0]!.end]).toEqual([1_699_999_999, 1_699_999_999.5])
  })

  test('the sampling interval of v5 scales the counts', () => {
    const view = new DataView(netflow5.buffer.slice(0))
    view.setUint16(22, 0x4064)
    expect(decode([view]).records).toMatchObject([{ packets: 1000, bytes: 150_000, sampling: 100 }])
  })

  test('NetFlow v9 is read by its template, padding and all', () => {
    const { records, rejects } = decode([netflow9('00000001', template9, data9)])
    expect(records).toMatchObject([{ srcPort: 49152, dstPort: 445, protocol: 6, packets: 10, bytes: 1500 }])
    expect(rejects).toEqual([])
  })

  test('data waits for its template, and is rejected where none comes', () => {
    const late = decode([netflow9('00000001', data9), netflow9('00000002', template9)])
    expect([late.records.length, late.rejects]).toEqual([1, []])
    expect(late.records[0]!.start).toBe(1_700_000_000)
    const never = decode([netflow9('00000001', data9)])
    expect([never.records.length, never.rejects]).toEqual([0, ['flow data without a template 1']])
  })

  test('a template is its exporter and domain’s own', () => {
    const messages = [netflow9('00000001', template9), netflow9('00000001', data9)]
    expect(decode(messages, ['192.0.2.1', '192.0.2.2']).rejects).toEqual(['flow data without a template 1'])
  })

  test('options say the sampling', () => {
    const options = `
      0001 0018 0101 0004 0008  0001 0004  0022 0004  0023 0001  0000 // template 257: scope; interval, algorithm
      0101 0010 00000000 00000064 02 000000`
    expect(decode([netflow9('00000001', options, template9, data9)]).records).toMatchObject([
      { packets: 1000, bytes: 150_000, sampling: 100 },
    ])
  })

  test('the VRF of a record is that in which its packets came in', () => {
    const template = '0002 0018 0100 0004 0008 0004 000c 0004 00ea 0004 00eb 0004'
    const { records } = decode([ipfix('00000000', template, set10('0a000001 0a010002 0000000c 0000000d'))])
    expect(records).toMatchObject([{ vrf: 12 }])
  })

  test('of an IPv4 and an IPv6 address of one end the one that is not zero counts, in each record anew', () => {
    const template = '0002 0020 0100 0006 0008 0004 001b 0010 000c 0004 001c 0010 0007 0002 000b 0002'
    const zero6 = '00000000 00000000 00000000 00000000'
    const [v4, v6] = ['0a000001', '20010db8 00000000 00000000 00000001']
    const data = [
      `${v4} ${zero6} 0a010002 ${zero6} c000 01bd`,
      `00000000 ${v6} 00000000 ${v6} c000 01bd`,
      `00000000 ${zero6} 0a010002 ${zero6} c000 01bd`,
    ]
    const { records, context } = decode([ipfix('00000000', template, set10(data.join('\n')))])
    expect(records.map(({ src, dst }) => [context.hosts.text(src), context.hosts.text(dst)])).toEqual([
      ['10.0.0.1', '10.1.0.2'],
      ['2001:db8::1', '2001:db8::1'],
      ['0.0.0.0', '10.1.0.2'],
    ])
  })

  test('IPFIX has variable lengths, short integers, enterprise elements and both directions', () => {
    const { records, rejects } = decode([ipfix('00000000', template10, set10(data10('03657468')))])
    expect(rejects).toEqual([])
    expect(records).toMatchObject([
      { packets: 10, bytes: 1500, reversePackets: 4, reverseBytes: 256, vlan: 100, flags: 0x1b },
    ])
    expect(records[0]).toMatchObject({ initiator: 'src', start: 1_700_000_000, end: 1_700_000_001 })
    const long = decode([ipfix('00000000', template10, set10(data10('ff0003657468')))])
    expect(long.records).toMatchObject([{ packets: 10 }])
  })

  test('a withdrawn template is no longer known', () => {
    const withdraw = '0002 0008 0100 0000'
    const data = set10(data10('00'))
    const { records, rejects } = decode([
      ipfix('00000000', template10, data),
      ipfix('00000001', withdraw),
      ipfix('00000001', data),
    ])
    expect([records.length, rejects]).toEqual([1, ['flow data without a template 1']])
  })

  test('gaps in the sequence numbers are noted, late messages are not', () => {
    const numbers = (...list: number[]) =>
      list.map(number => netflow9(number.toString(16).padStart(8, '0'), template9, data9))
    expect(decode(numbers(1, 2, 5, 4, 6)).notes).toEqual([
      'export datagrams of exporter 192.0.2.1 lost, by its sequence numbers 2',
    ])
    expect(decode(numbers(1, 2, 3)).notes).toEqual([])
    expect(decode(numbers(5_000_000, 1)).notes).toEqual([])
  })

  const lies: readonly (readonly [string, DataView, string])[] = [
    ['a version', hex('0008 0001 00000000 00000000'), 'flow export of an unknown version 1'],
    ['a header', hex('000a 0010 00000000'), 'flow export shorter than its header 1'],
    ['a set’s length', ipfix('00000000', '0002 0003 0000'), 'flow set with an impossible length 1'],
    ['a set’s number', ipfix('00000000', '0005 0008 00000000'), 'flow set with a reserved number 1'],
    ['a template’s field count', ipfix('00000000', '0002 000c 0100 ffff 0008 0004'), 'template longer than its set 1'],
    ['a template’s number', ipfix('00000000', '0002 000c 0003 0001 0008 0004'), 'template with a reserved number 1'],
    ['a template without bytes', ipfix('00000000', '0002 000c 0100 0001 0008 0000'), 'template of records without bytes 1'],
    ['a variable length', ipfix('00000000', '0002 000c 0100 0001 0052 ffff', '0100 0008 ff ffff 00'), 'flow record longer than its set 1'],
  ] // prettier-ignore

  test.each(lies)('a lie about %s is a reject', (_what, view, reject) => {
    expect(decode([view]).rejects).toEqual([reject])
  })

  test('no truncation at any byte throws', () => {
    for (const whole of [
      netflow5,
      netflow9('00000001', template9, data9),
      ipfix('00000000', template10, set10(data10('03657468'))),
    ])
      for (let length = 0; length < whole.byteLength; length++)
        expect(() => decode([new DataView(whole.buffer, 0, length)])).not.toThrow()
  })

  test('exports are recognised by content, and little else is', () => {
    const ntp = hex('2302 06ec 00000000 00000000 00000000 00000000 00000000 00000000 00000000')
    const dns = hex('0009 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 0000 0100 01')
    expect([netflow5, netflow9('00000001', template9, data9)].map(seen)).toEqual([true, true])
    expect(seen(ipfix('00000000', template10, set10(data10('00'))))).toBe(true)
    expect(
      [ntp, dns, hex('0005'), hex(`0005 0001 00000000 00000000 00000000${'00'.repeat(60)}`)].map(seen),
    ).toEqual([false, false, false, false])
  })

  test('after a whole export a cut one of the same exporter day is recognised, decoded as far as it goes, and said', () => {
    const context = testContext()
    const stream = new ExportStream(context)
    const cut = new DataView(netflow5.buffer, 0, 60)
    expect(stream.looksLikeExport(cut, 0, 60)).toBe(false)
    expect(stream.looksLikeExport(netflow5, 0, netflow5.byteLength)).toBe(true)
    expect(stream.looksLikeExport(cut, 0, 60)).toBe(true)
    stream.datagram(context.hosts.id('192.0.2.1'), 2055, cut, 0, 60, 1_700_000_005, 'export.pcap', 24)
    expect(said(context).rejects).toEqual(['flow export is cut 1'])
  })

  test('the stream joins both directions into a flow', () => {
    const context = testContext()
    const stream = new ExportStream(context)
    const back = new DataView(netflow5.buffer.slice(0))
    back.setUint32(24, 0x0a010002)
    back.setUint32(28, 0x0a000001)
    back.setUint16(24 + 32, 445)
    back.setUint16(24 + 34, 49152)
    back.setUint32(16, 8)
    for (const view of [netflow5, back])
      stream.datagram(context.hosts.id('192.0.2.1'), 2055, view, 0, view.byteLength, 1_700_000_005, 'a', 0)
    const [batch, ...more] = stream.finish()
    expect([batch!.length, more.length, said(context)]).toEqual([1, 0, { rejects: [], notes: [] }])
    expect(flowAt(batch!, 0)).toMatchObject({ srcPort: 49152, dstPort: 445, srcPackets: 10, dstPackets: 10 })
    expect(context.services.name(batch!.service[0]!)).toBe('smb')
  })
})
