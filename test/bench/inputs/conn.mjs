// Zeek's conn.log as Zeek writes it: tab-separated, and as JSON lines.
import { begin, random } from './random.mjs'

const fields = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'.split(' ') // prettier-ignore
const types = 'time string addr port addr port enum string interval count count string bool bool count string count count count count set[string]'.split(' ') // prettier-ignore
/** One in ten is a remote service. */
const services = [[445, 'tcp', 'gssapi,smb,ntlm'], [22, 'tcp', 'ssh'], [3389, 'tcp', 'rdp'], [135, 'tcp', 'dce_rpc'], [5985, 'tcp', 'http']] // prettier-ignore
const others = [
  [53, 'udp', 'dns'],
  [443, 'tcp', 'ssl'],
  [80, 'tcp', 'http'],
  [123, 'udp', 'ntp'],
]

/** The values of the nth row, as JSON has them; undefined where Zeek has none. */
function values(nth, rnd) {
  const known = rnd() < 0.1 ? services : others
  const [port, protocol, service] = known[Math.floor(rnd() * known.length)]
  const sent = Math.floor(rnd() * 1e5)
  const received = Math.floor(rnd() * 1e6)
  const uid = `C${Math.floor(rnd() * 2 ** 52).toString(36)}${nth.toString(36)}`
  return [
    begin + nth / 50, uid, `10.1.${nth % 20}.${(nth >> 3) % 250}`, 1024 + (nth % 60_000), `10.2.${(nth >> 2) % 8}.${(nth * 7) % 250}`,
    port, protocol, service, Math.round(rnd() * 6e7) / 1e6, sent, received, 'SF', true, true, 0, 'ShADadFf',
    12, sent + 500, 10, received + 400, undefined,
  ] // prettier-ignore
}

const asText = (value, column) =>
  value === undefined ? '-'
  : value === true ? 'T'
  : column === 0 || column === 8 ? value.toFixed(6)
  : String(value) // prettier-ignore

/** Pieces of about a megabyte, so that a line is no system call of its own. */
function inPieces(write, rows, line) {
  const rnd = random(11)
  let text = ''
  for (let i = 0; i < rows; i++) {
    text += line(values(i, rnd))
    if (text.length > 1 << 20) {
      write(text)
      text = ''
    }
  }
  write(text)
}

/** How many lines come before the first row. */
export const headLines = 8

export function fillConnTsv(write, rows) {
  write('#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n')
  write(`#open\t2026-01-01-00-00-00\n#fields\t${fields.join('\t')}\n#types\t${types.join('\t')}\n`)
  inPieces(write, rows, row => `${row.map(asText).join('\t')}\n`)
}

export function fillConnJson(write, rows) {
  const object = row => Object.fromEntries(fields.map((field, i) => [field, row[i]]))
  inPieces(write, rows, row => `${JSON.stringify(object(row))}\n`)
}
