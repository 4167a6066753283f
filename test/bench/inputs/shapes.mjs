// Sites that are large in one way each, as rows of Zeek's logs, written as they are made: for `npm run bench -- scale` and test/scale.test.ts.
import { mkdirSync, openSync, closeSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { begin, random } from './random.mjs'

const day = 86_400
const columns = {
  conn: 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes',
  'conn with hardware addresses':
    'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state orig_l2_addr resp_l2_addr',
  kerberos: 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p request_type client service success error_msg',
  smb_files: 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p action path name size',
}

/** A log of Zeek in a folder: rows go to it one by one. */
function log(folder, name, path = 'conn') {
  mkdirSync(folder, { recursive: true })
  const file = openSync(join(folder, name), 'w')
  let text = `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path.split(' ')[0]}\n#fields\t${columns[path].split(' ').join('\t')}\n`
  return {
    row(...values) {
      text += `${values.join('\t')}\n`
      if (text.length > 1 << 20) this.flush()
    },
    flush() {
      writeSync(file, text)
      text = ''
    },
    close() {
      this.flush()
      closeSync(file)
    },
  }
}

const address = (net, n) => `${net}.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
const number = { 22: 'ssh', 445: 'smb', 3389: 'rdp', 23: 'telnet' }
let nth = 0
const uid = () => `C${(nth++).toString(36).padStart(9, '0')}`

function answered(conn, ts, src, dst, port, id = uid()) {
  conn.row(
    ts.toFixed(6),
    id,
    src,
    40_000 + (nth % 20_000),
    dst,
    port,
    'tcp',
    number[port],
    30,
    4000,
    9000,
    'SF',
    20,
    5000,
    25,
    10_000,
  )
}
function unanswered(conn, ts, src, dst, port) {
  conn.row(
    ts.toFixed(6),
    uid(),
    src,
    40_000 + (nth % 20_000),
    dst,
    port,
    'tcp',
    '-',
    '-',
    '-',
    '-',
    'S0',
    1,
    60,
    0,
    0,
  )
}

/** Five days of one SSH session of one host, so that the sixth has a history. */
function history(conn, src = '10.1.0.1', days = 5) {
  for (let i = 0; i < days; i++) answered(conn, begin + i * day + 36_000, src, '10.2.0.1', 22)
}
const last = begin + 5 * day + 30_000

/** By name: makes `size` of what the shape is about in a folder. `full` is the size that is claimed, `unit` what it counts. */
export const shapes = {
  scan: {
    title: 'a /16 scanned on three ports by one source',
    full: 196_608,
    unit: 'attempts',
    fill(folder, size) {
      const conn = log(folder, 'conn.log')
      history(conn)
      for (let i = 0; i < size; i++)
        unanswered(
          conn,
          last + i / 100,
          '10.1.0.1',
          address(10, 0x90000 + Math.floor(i / 3)),
          [22, 445, 3389][i % 3],
        )
      conn.close()
    },
  },
  logins: {
    title: 'failed log-ins of one source in a day',
    full: 130_000,
    unit: 'log-ins',
    fill(folder, size) {
      const [conn, kerberos] = [log(folder, 'conn.log'), log(folder, 'kerberos.log', 'kerberos')]
      history(conn, '10.1.0.1', 6)
      for (let i = 0; i < size; i++)
        kerberos.row(
          (last + i / 4).toFixed(6),
          uid(),
          '10.1.0.1',
          40_000 + (i % 20_000),
          '10.2.0.2',
          88,
          'AS',
          `user${i % 5000}/X.LOCAL`,
          'krbtgt/X.LOCAL',
          'F',
          'KDC_ERR_PREAUTH_FAILED',
        )
      for (const one of [conn, kerberos]) one.close()
    },
  },
  'days-4500': days(4500),
  'days-40000': days(40_000),
  flood: {
    title: 'a spoofed SYN flood on four ports of one host, sources',
    full: 250_000,
    unit: 'sources',
    fill(folder, size) {
      const conn = log(folder, 'conn.log')
      history(conn)
      for (let i = 0; i < 4 * size; i++)
        unanswered(
          conn,
          last + i / 50,
          address(100, i % size),
          '10.2.0.1',
          [22, 23, 445, 3389][Math.floor(i / size)],
        )
      conn.close()
    },
  },
  'flood-many': {
    title: '16 SYNs of each of many sources on 977 targets, sources',
    full: 62_500,
    unit: 'sources',
    fill(folder, size) {
      const conn = log(folder, 'conn.log')
      history(conn)
      for (let i = 0; i < 16 * size; i++)
        unanswered(conn, last + i / 50, address(100, i % size), address(10, 0x20000 + (i % 977)), 22)
      conn.close()
    },
  },
  targets: {
    title: 'targets of one source, which answer',
    full: 200_000,
    unit: 'targets',
    fill(folder, size) {
      const conn = log(folder, 'conn.log')
      history(conn)
      for (let i = 0; i < size; i++) answered(conn, last + i / 50, '10.1.0.1', address(10, 0x90000 + i), 22)
      conn.close()
    },
  },
  'dual-stack': {
    title: 'dual-stack hosts whose hardware addresses are logged, for a week',
    full: 3000,
    unit: 'hosts',
    fill(folder, size) {
      const conn = log(folder, 'conn.log', 'conn with hardware addresses')
      const card = n =>
        `02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`
      for (let hour = 0; hour < 7 * 24; hour++)
        for (let n = 0; n < size; n++) {
          const src = hour % 2 ? address(10, 0x10000 + n) : `2001:db8:1::${n.toString(16)}`
          const dst = hour % 2 ? '10.2.0.1' : '2001:db8:2::1'
          conn.row(
            (begin + hour * 3600 + n / 10).toFixed(6),
            uid(),
            src,
            40_000 + n,
            dst,
            445,
            'tcp',
            'smb',
            30,
            4000,
            9000,
            'SF',
            card(n),
            'aa:00:00:00:00:01',
          )
        }
      conn.close()
    },
  },
  mesh: {
    title: 'a mesh of hosts with six parallel sessions a pair and no history',
    full: 60,
    unit: 'hosts',
    fill(folder, size) {
      const conn = log(folder, 'conn.log')
      let at = 0
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++)
          for (let i = 0; a !== b && i < 6; i++)
            answered(conn, begin + at++ / 10, address(10, a), address(10, b), 22)
      conn.close()
    },
  },
  addresses: {
    title: 'addresses outside that use SSH of one outside',
    full: 4_000_000,
    unit: 'addresses',
    fill(folder, size) {
      const conn = log(folder, 'conn.log')
      history(conn)
      for (let i = 0; i < size; i++) answered(conn, last + i / 200, address(100, i), '198.51.100.1', 22)
      conn.close()
    },
  },
  events: {
    title: 'events of one flow',
    full: 100_000,
    unit: 'events',
    fill(folder, size) {
      const [conn, files] = [log(folder, 'conn.log'), log(folder, 'smb_files.log', 'smb_files')]
      history(conn)
      answered(conn, last, '10.1.0.1', '10.2.0.3', 445, 'Cevents')
      for (let i = 0; i < size; i++)
        files.row(
          (last + i / 1000).toFixed(6),
          'Cevents',
          '10.1.0.1',
          40_000,
          '10.2.0.3',
          445,
          'SMB::FILE_WRITE',
          '\\\\\\\\10.2.0.3\\\\ADMIN$',
          `a${i}.exe`,
          100,
        )
      for (const one of [conn, files]) one.close()
    },
  },
  sensors: {
    title: 'sensors, each a folder',
    full: 500,
    unit: 'sensors',
    fill(folder, size) {
      for (let i = 0; i < size; i++) {
        const conn = log(join(folder, `sensor-${i}`), 'conn.log')
        history(conn, address(10, 0x10000 + i), 6)
        conn.close()
      }
    },
  },
  files: {
    title: 'files',
    full: 50_000,
    unit: 'files',
    fill(folder, size) {
      for (let i = 0; i < size; i++) {
        const conn = log(join(folder, `part-${i >> 10}`), `conn.${i}.log`)
        answered(conn, begin + (i * 6 * day) / size, address(10, 0x10000 + (i % 200)), '10.2.0.1', 22)
        conn.close()
      }
    },
  },
}

/** So many sources a day for thirty days, three sessions each: two targets that all use, and one of its own. */
function days(full) {
  return {
    title: `${full.toLocaleString('en')} sources a day for 30 days, source days`, full: 30 * full, unit: 'source days',
    fill(folder, size) {
      const rnd = random(7)
      const sources = Math.ceil(size / 30)
      for (let i = 0; i < 30; i++) {
        const conn = log(folder, `conn.${String(i).padStart(2, '0')}.log`)
        for (let source = 0; source < sources; source++) {
          const at = begin + i * day + 25_000 + rnd() * 30_000
          const src = address(10, 0x100000 + source)
          answered(conn, at, src, address(10, 0x20000 + (source % 50)), 445)
          answered(conn, at + 60, src, address(10, 0x20100 + (source % 20)), 3389)
          answered(conn, at + 90, src, address(10, 0x21000 + ((source * 7 + Math.floor(rnd() * 3)) % 4000)), 22)
        }
        conn.close()
      }
    },
  }
} // prettier-ignore
