// What conversations say: each protocol's opening as it is on the wire, then messages of noise, as encrypted ones look.
import { random } from './random.mjs'

const rnd = random(3)
const noise = Buffer.alloc(1 << 16).map(() => rnd() * 256)
const hex = text => Buffer.from(text.replace(/\s/g, ''), 'hex')
const zeros = length => '00'.repeat(length)

/** `length` bytes of noise, others for each `nth`. */
function noisy(nth, length) {
  const from = (nth * 997) % (noise.length - length)
  return noise.subarray(from, from + length)
}

/** SMB2 bodies by command, [MS-SMB2] 2.2.3 to 2.2.20: the request's and the response's. */
const smbBodies = {
  0: [
    hex(`2400 0100 0100 0000 ${zeros(28)} 1002`),
    hex(`4100 0100 1002 0000 ${zeros(20)} 00001000 00001000 00001000 ${zeros(16)} 8000 0000 00000000`),
  ],
  1: [
    hex(`1900 00 01 ${zeros(8)} 5800 2000 ${zeros(8)} 4e544c4d53535000 01000000 97820862 ${zeros(16)}`),
    hex('0900 0000 4800 0000'),
  ],
  8: [hex(`3100 5000 00040000 ${zeros(40)} 00`), hex(`1100 5000 ${zeros(12)}`)],
}

function smb(nth, length) {
  const command = nth < 2 ? 0 : nth < 4 ? 1 : 8
  const response = nth % 2
  const body = smbBodies[command][response]
  const data = command === 8 && response ? noisy(nth, length) : zeros(0)
  const message = Buffer.alloc(68 + body.length + data.length)
  message.writeUInt32BE(message.length - 4, 0)
  message.write('fe534d424000', 4, 'hex')
  message.writeUInt16LE(command, 16)
  message[20] = response
  message.writeUInt32LE(nth >> 1, 28)
  body.copy(message, 68)
  if (!data.length) return message
  message.writeUInt32LE(data.length, 72)
  data.copy(message, 68 + body.length)
  return message
}

const algorithms = ['curve25519-sha256', 'ssh-ed25519', 'aes128-ctr', 'aes128-ctr', 'hmac-sha2-256', 'hmac-sha2-256', 'none', 'none', '', ''] // prettier-ignore
const lists = algorithms.map(name => Buffer.concat([Buffer.of(0, 0, 0, name.length), Buffer.from(name)]))
const sshPackets = [[20, ...noisy(1, 16), ...Buffer.concat(lists), 0, 0, 0, 0, 0], [21]].map(payload => {
  const padding = 16 - ((payload.length + 5) % 8)
  return Buffer.from([0, 0, 0, payload.length + padding + 1, padding, ...payload, ...Array(padding).fill(0)])
})
sshPackets[0].writeUInt32BE(sshPackets[0].length - 4, 0)
const banners = ['SSH-2.0-OpenSSH_9.6\r\n', 'SSH-2.0-OpenSSH_9.2p1\r\n'].map(text => Buffer.from(text))
const ssh = (nth, length) => banners[nth] ?? sshPackets[(nth - 2) >> 1] ?? noisy(nth, length & ~15)

const record = (nth, length) =>
  Buffer.concat([Buffer.of(23, 3, 3, length >> 8, length & 255), noisy(nth, length)])
const rdp = [
  hex('0300002b 26e00000000000 436f6f6b69653a206d737473686173683d616c696365 0d0a 0100080003000000'),
  hex('03000013 0ed000001234000209080002000000'),
]
const hellos = [
  hex(`16 0301 002f 01 00002b 0303 ${zeros(32)} 00 0002 1301 01 00 0000`),
  hex(`16 0303 002c 02 000028 0303 ${zeros(32)} 00 1301 00 0000`),
]

/** A TCP conversation's port and its nth payload; even ones are the client's. `length` is a wish. */
export const conversations = {
  ssh: { port: 22, say: ssh },
  smb: { port: 445, say: smb },
  rdp: { port: 3389, say: (nth, length) => rdp[nth] ?? record(nth, length) },
  tls: { port: 443, say: (nth, length) => hellos[nth] ?? record(nth, length) },
}

const question = hex('04 636f7270 07 6578616d706c65 00 0001 0001')
const address = hex('c00c 0001 0001 00000e10 0004 0a020304')

/** A question for an A record, and its answer. */
export function dns(id, response) {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(id & 0xffff, 0)
  head.writeUInt16BE(response ? 0x8180 : 0x0100, 2)
  head[5] = 1
  head[7] = response ? 1 : 0
  const name = Buffer.from(`\x08h${String(id % 1e7).padStart(7, '0')}`)
  return Buffer.concat(response ? [head, name, question, address] : [head, name, question])
}
