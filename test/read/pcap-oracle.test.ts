import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Framing } from '../../src/read/capture/framing.ts'
import { PcapFile } from '../../src/read/capture/pcap-file.ts'
import { hasPeer, shared, testShared } from '../helpers.ts'
import { inputOf, readCaptures } from './pcap-helpers.ts'

const { parse } = createRequire(import.meta.url)('pcap-parser') as {
  parse(stream: Readable): NodeJS.EventEmitter
}

interface Counts {
  packets: number
  captured: number
  wire: number
  seconds: number
}

/** What pcap-parser, which this reader owes nothing to, finds in a file. */
function oracle(bytes: Uint8Array): Promise<Counts> {
  const counts = { packets: 0, captured: 0, wire: 0, seconds: 0 }
  const parser = parse(Readable.from([Buffer.from(bytes)]))
  return new Promise((resolve, reject) => {
    parser.on(
      'packet',
      (packet: {
        header: Record<
          'capturedLength' | 'originalLength' | 'timestampSeconds' | 'timestampMicroseconds',
          number
        >
      }) => {
        counts.packets++
        counts.captured += packet.header.capturedLength
        counts.wire += packet.header.originalLength
        counts.seconds += packet.header.timestampSeconds + packet.header.timestampMicroseconds / 1e6
      },
    )
    parser.on('end', () => resolve(counts))
    parser.on('error', reject)
  })
}

function ours(bytes: Uint8Array): Counts {
  const counts = { packets: 0, captured: 0, wire: 0, seconds: 0 }
  const container = new PcapFile({
    frame(_view, at, end, wire, ts) {
      counts.packets++
      counts.captured += end - at
      counts.wire += wire
      counts.seconds += ts
    },
    reject() {},
    note() {},
  })
  const framing = new Framing(container)
  for (let at = 0; at < bytes.length; at += 5000) framing.push(bytes.subarray(at, at + 5000))
  return counts
}

/** Captures with microseconds in a folder and those below it. */
function classic(folder: string): { path: string; bytes: Uint8Array }[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    /\.(d?m?p|p?cap)$/.test(file),
  )
  return files
    .map(path => ({ path: `${folder}/${path}`, bytes: readFileSync(`${folder}/${path}`) }))
    .filter(({ bytes }) => bytes.length >= 24 && [0xd4c3b2a1, 0xa1b2c3d4].includes(bytes.readUInt32BE(0)))
}

testShared(
  'Every classic capture has the packets, bytes and times that pcap-parser finds in it.',
  async () => {
    const files = ['zeek-pairs', 'dpd', 'technique'].flatMap(name => classic(shared(`corpora/${name}`)))
    expect(files.length).toBeGreaterThan(500)
    for (const { path, bytes } of files) expect(ours(bytes), path).toEqual(await oracle(bytes))
  },
  60_000,
)

const peerFiles = ['ssh_unidirectional.pcap', 'smbv1.pcap', 'KakaoTalk_talk.pcap']
const testBoth = test.skipIf(!hasPeer('tshark') || !existsSync(shared('')))
const tsharkFields = 'ip.src,ip.dst,ip.len'.split(',').flatMap(field => ['-e', field])

testBoth(
  'Packets and bytes of each pair of hosts are those that tshark counts.',
  async () => {
    for (const file of peerFiles) {
      const path = shared(`corpora/dpd/pcap/${file}`)
      const filter = 'ip && !ipv6 && !icmp && (ip.frag_offset == 0) && ip.flags.mf == 0'
      const text = execFileSync('tshark', ['-r', path, '-Y', filter, '-T', 'fields', ...tsharkFields], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const expected = new Map<string, number>()
      for (const line of text.trim().split('\n')) {
        const [src, dst, length] = line.split('\t') as [string, string, string]
        expected.set(`${src} ${dst}`, (expected.get(`${src} ${dst}`) ?? 0) + Number(length))
      }
      const { flows } = await readCaptures(inputOf(path, readFileSync(path)))
      const found = new Map<string, number>()
      const add = (key: string, bytes: number) => bytes && found.set(key, (found.get(key) ?? 0) + bytes)
      for (const { from, to, srcBytes, dstBytes, protocol } of flows) {
        if (protocol === 1 || protocol === 58) continue
        const [src, dst] = [from, to].map(end => end.slice(0, end.lastIndexOf(':')))
        add(`${src} ${dst}`, srcBytes)
        add(`${dst} ${src}`, dstBytes)
      }
      expect(found, file).toEqual(expected)
    }
  },
  60_000,
)
