// An nfcapd file from the real nfcapd, which is sent NetFlow v5 on loopback.
import { spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { messages } from './exports.mjs'

/** Writes `file`; throws when nfcapd didn't get every record. */
export async function makeNfcapd(file, count) {
  mkdirSync(dirname(file), { recursive: true })
  const folder = mkdtempSync(join(dirname(file), 'nfcapd-'))
  const port = await freePort()
  const words = ['-w', folder, '-b', '127.0.0.1', '-p', String(port), '-t', '3600', '-P', join(folder, 'pid')]
  const collector = spawn('nfcapd', words, { stdio: 'ignore' })
  const ended = new Promise(resolve => collector.once('close', resolve))
  try {
    await send(port, count)
  } finally {
    collector.kill('SIGTERM')
    await ended
  }
  const made = readdirSync(folder).find(name => /^nfcapd\.\d+$/.test(name))
  const kept = made && flowsIn(join(folder, made))
  if (kept === count) renameSync(join(folder, made), file)
  rmSync(folder, { recursive: true })
  if (kept !== count) throw new Error(`nfcapd kept ${kept ?? 'none'} of ${count} records`)
}

async function freePort() {
  const socket = createSocket('udp4')
  await new Promise(resolve => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise(resolve => socket.close(resolve))
  return port
}

const flowsIn = file => Number(/^Flows: (\d+)$/m.exec(spawnSync('nfdump', ['-I', '-r', file]).stdout)?.[1])

async function send(port, count) {
  const socket = createSocket('udp4')
  for (let tries = 0; queued(port) === undefined && tries < 100; tries++) await wait(50)
  let sent = 0
  for (const { bytes } of messages(5, count)) {
    await new Promise((resolve, reject) =>
      socket.send(bytes, port, '127.0.0.1', error => (error ? reject(error) : resolve())),
    )
    // Few enough for the smallest receive buffer; nobody reads faster than that.
    if (++sent % 32 === 0) while (queued(port)) await wait(1)
  }
  while (queued(port)) await wait(5)
  await wait(500)
  socket.close()
}

/** Bytes that wait in the kernel for whoever listens on a UDP port; undefined when nobody does. */
function queued(port) {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  const line = readFileSync('/proc/net/udp', 'latin1').split('\n').find(row => row.includes(local)) // prettier-ignore
  return line && parseInt(line.trim().split(/\s+/)[4].split(':')[1], 16)
}
