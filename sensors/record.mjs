#!/usr/bin/env node
// Hands the branch's datagrams to a real nfcapd, one run a day: node record.mjs DATAGRAMS-DIR OUT-DIR
// Needs nfcapd and nfdump (Debian: nfdump) and faketime: each run believes that it is the evening of its day.
import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const port = 29995
/** The collector's settings changed twice: nothing compressed at first, then LZO, then LZ4. */
const compression = day => (day < 5 ? [] : day < 10 ? ['-z'] : ['-y'])

async function send(file) {
  const socket = createSocket('udp4')
  const bytes = readFileSync(file)
  for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) {
    const datagram = bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at))
    await new Promise((done, failed) =>
      socket.send(datagram, port, '127.0.0.1', error => (error ? failed(error) : done())),
    )
    await wait(1)
  }
  socket.close()
}

/** Records in all datagrams: the count in each header, less its template. */
function expected(file) {
  const bytes = readFileSync(file)
  let records = 0
  for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at))
    records += bytes.readUInt16BE(at + 4) - (bytes.readUInt16BE(at + 22) === 0 ? 1 : 0)
  return records
}

async function record(file, date, day, out) {
  const work = mkdtempSync(join(tmpdir(), 'nfcapd-'))
  const pidFile = join(work, 'pid')
  const options = ['-4', '-b', '127.0.0.1', '-p', String(port), '-w', work, '-t', '86400', '-P', pidFile]
  const collector = spawn('faketime', ['-f', `${date} 23:59:30`, 'nfcapd', ...options, ...compression(day)], {
    env: { ...process.env, TZ: 'Europe/Oslo' },
    stdio: 'ignore',
  })
  const ended = new Promise(done => collector.on('exit', done))
  await wait(800)
  await send(file)
  await wait(400)
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM')
  await ended
  const [made] = readdirSync(work).filter(name => /^nfcapd\.2\d+$/.test(name))
  const target = join(out, `nfcapd.${date.replaceAll('-', '')}0000`)
  renameSync(join(work, made), target)
  rmSync(work, { recursive: true })
  const stored = Number(
    /^Flows: (\d+)$/m.exec(execFileSync('nfdump', ['-I', '-r', target], { encoding: 'utf8' }))[1],
  )
  if (stored !== expected(file))
    throw new Error(`${target}: ${stored} records stored, ${expected(file)} sent`)
}

const [from, out] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
for (const [day, date] of readdirSync(from).sort().entries()) await record(join(from, date), date, day, out)
