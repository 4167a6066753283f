import { execFileSync, spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { ExportDecoder } from '../../../src/read/netflow/decoder.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { BlockReader } from '../../../src/read/nfcapd/blocks.ts'
import { ExporterNumbers } from '../../../src/read/nfcapd/exporters.ts'
import { NfcapdFile } from '../../../src/read/nfcapd/file.ts'
import { shared, testPeer } from '../../helpers.ts'
import { said, testContext } from '../netflow/context.ts'
import { missingFrom, nfdumpLines, recordLine, type OurLine } from '../netflow/oracle.ts'

const capture = (name: string): string => shared(`corpora/dpd/pcap/${name}.pcap`)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eastwest-nfcapd-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The one file that a collector wrote, and nfdump's reading of it. */
function written(): { bytes: Uint8Array; csv: string } {
  const [name] = readdirSync(folder).filter(file => file.startsWith('nfcapd.2'))
  const options = { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } } as const
  const csv = join(folder, 'rows.csv')
  writeFileSync(csv, execFileSync('nfdump', ['-r', join(folder, name!), '-o', 'csv'], options))
  return { bytes: readFileSync(join(folder, name!)), csv }
}

/** What is missing of nfdump's rows in our reading of the same file. */
function compare({ bytes, csv }: { bytes: Uint8Array; csv: string }) {
  const { hosts } = testContext()
  const ours: OurLine[] = []
  const rejects: string[] = []
  const file = new NfcapdFile(
    new BlockReader(
      hosts,
      new ExporterNumbers(),
      record => ours.push(recordLine(record, hosts)),
      reason => rejects.push(reason),
    ),
  )
  file.push(bytes)
  file.finish()
  const wanted = nfdumpLines(csv, hosts)
  return { wanted: wanted.length, ours: ours.length, missing: missingFrom(ours, wanted), rejects }
}

async function bound(): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { socket, port: socket.address().port }
}

/** The datagrams that softflowd sends for a capture. */
async function exported(path: string, version: string): Promise<Uint8Array[]> {
  const { socket, port } = await bound()
  const datagrams: Uint8Array[] = []
  socket.on('message', bytes => datagrams.push(bytes))
  const args = ['-r', path, '-n', `127.0.0.1:${port}`, '-v', version, '-a', '-d', '-c', 'none']
  const softflowd = spawn('softflowd', args, { stdio: 'ignore' })
  await once(softflowd, 'exit')
  await pause(50)
  socket.close()
  return datagrams
}

/** Has nfcapd write datagrams to a file. */
async function collected(datagrams: readonly Uint8Array[]): Promise<void> {
  const { socket, port } = await bound()
  socket.close()
  const nfcapd = spawn('nfcapd', ['-w', folder, '-b', '127.0.0.1', '-p', String(port), '-t', '86400'], { stdio: 'ignore' }) // prettier-ignore
  const sender = createSocket('udp4')
  const listening = () => readFileSync('/proc/net/udp', 'utf8').includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} `) // prettier-ignore
  for (let tries = 0; !listening() && tries < 100; tries++) await pause(20)
  for (const bytes of datagrams) sender.send(bytes, port, '127.0.0.1')
  await pause(300)
  sender.close()
  nfcapd.kill('SIGTERM')
  await once(nfcapd, 'exit')
}

const name = 'smb_deletefile'

/** A plain file of layout 2 with its blocks packed as nfdump 1.7.2 and later do: a zstd frame each. */
function packedByZstd(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const header = Uint8Array.from(bytes.subarray(0, 40))
  header[16] = 4
  const parts: Uint8Array[] = [header]
  for (let at = 40; at + 12 <= bytes.length; at += 12 + view.getUint32(at + 4, true)) {
    const block = Uint8Array.from(bytes.subarray(at, at + 12))
    const body = bytes.subarray(at + 12, at + 12 + view.getUint32(at + 4, true))
    const packed = execFileSync('zstd', ['-c', '-q'], { input: body, maxBuffer: 1 << 26 })
    new DataView(block.buffer).setUint32(4, packed.length, true)
    parts.push(block, packed)
  }
  return Buffer.concat(parts)
}

describe('With the installed programs:', () => {
  testPeer('nfpcapd', 'nfdump')('what nfpcapd writes, packed in any way, is read as nfdump reads it', () => {
    if (!existsSync(capture(name))) return
    execFileSync('nfpcapd', ['-r', capture(name), '-w', folder, '-t', '86400'], { stdio: 'ignore' })
    const path = join(
      folder,
      readdirSync(folder).find(file => file.startsWith('nfcapd.2'))!,
    )
    for (const pack of ['0', '1', '2', '3']) {
      execFileSync('nfdump', ['-r', path, '-J', pack], { stdio: 'ignore' })
      const result = compare(written())
      expect(result.wanted).toBeGreaterThan(0)
      expect(result).toEqual({ wanted: result.ours, ours: result.ours, missing: [], rejects: [] })
    }
  })

  testPeer(
    'nfpcapd',
    'nfdump',
    'zstd',
  )('blocks packed by zstd have the same records', () => {
    if (!existsSync(capture(name))) return
    execFileSync('nfpcapd', ['-r', capture(name), '-w', folder, '-t', '86400'], { stdio: 'ignore' })
    const path = join(
      folder,
      readdirSync(folder).find(file => file.startsWith('nfcapd.2'))!,
    )
    execFileSync('nfdump', ['-r', path, '-J', '0'], { stdio: 'ignore' })
    const { bytes, csv } = written()
    const result = compare({ bytes: packedByZstd(bytes), csv })
    expect(result).toEqual({ ...compare({ bytes, csv }), rejects: [] })
    expect(result.wanted).toBeGreaterThan(0)
  })

  testPeer('softflowd', 'nfcapd', 'nfdump').each([['5'], ['9'], ['10']])(
    'what softflowd exports as version %s is read as nfcapd and nfdump read it',
    async version => {
      if (!existsSync(capture(name))) return
      const datagrams = await exported(capture(name), version)
      await collected(datagrams)
      const file = written()
      const fromFile = compare(file)
      expect(fromFile.wanted).toBeGreaterThan(0)
      expect(fromFile).toEqual({ wanted: fromFile.ours, ours: fromFile.ours, missing: [], rejects: [] })

      const context = testContext()
      const ours: OurLine[] = []
      const decoder = new ExportDecoder(context, record => ours.push(recordLine(record, context.hosts)))
      const stream = new ExportStream(context)
      const exporter = context.hosts.id('127.0.0.1')
      for (const bytes of datagrams) {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
        expect(stream.looksLikeExport(view, 0, bytes.length)).toBe(true)
        decoder.message(exporter, 9995, view, 0, bytes.length, 0, 'udp', 0)
        stream.datagram(exporter, 9995, view, 0, bytes.length, 0, 'udp', 0)
      }
      expect(missingFrom(ours, nfdumpLines(file.csv, context.hosts))).toEqual([])
      expect(said(context)).toEqual({ rejects: [], notes: [] })

      const both = execFileSync('nfdump', ['-r', join(folder, readdirSync(folder).find(name => name.startsWith('nfcapd.2'))!), '-B', '-q', '-o', 'csv'], { encoding: 'utf8' }) // prettier-ignore
      const flows = stream.finish().reduce((sum, batch) => sum + batch.length, 0)
      expect(flows).toBe(both.split('\n').filter(row => /^\d{4}-/.test(row)).length)
    },
  )
})
