import type { Input } from '../../../src/open/input.ts'
import { zeek } from '../../../src/read/zeek.ts'
import { inWords } from '../in-words.ts'

/** An input of these bytes in pieces of `size`. */
export function inputOf(path: string, content: string | Buffer, size = 1 << 16): Input {
  const bytes = Buffer.from(content)
  return {
    path,
    head: bytes.subarray(0, 1 << 16),
    async *chunks() {
      // Each piece is a copy that is overwritten afterwards: nothing may point into it.
      for (let at = 0; at < bytes.length; at += size) {
        const piece = Buffer.from(bytes.subarray(at, at + size))
        yield piece
        piece.fill(0x2a)
      }
    },
  }
}

/** What the reader makes of logs, in words, in an order of its own. */
export async function readZeek(logs: Readonly<Record<string, string | Buffer>>, size?: number) {
  return readInputs(Object.entries(logs).map(([path, content]) => inputOf(path, content, size)))
}

export const readInputs = (inputs: readonly Input[]) => inWords(zeek, inputs)

/** A TSV log as Zeek writes it, from its path, its columns' names and its rows. */
export const tsv = (path: string, columns: string, ...rows: readonly string[]): string =>
  [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    '#open\t2026-10-05-00-00-00',
    `#fields\t${columns.split(' ').join('\t')}`,
    ...rows.map(row => row.split(/ +/).join('\t')),
    '',
  ].join('\n')

export const connColumns =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'

/** Rows of a small conn.log: every state of interest, both IP versions, lists of services, ICMP, a tunnel. */
export const connRows = [
  '1791890000.000001 CssH1xxxxxxxxxxxx1 10.0.0.1 50001 10.0.0.2 22 tcp ssh 12.5 4000 5000 SF T T 0 ShADadFf 30 5200 28 6100 -',
  '1791890001.250000 Csmb1xxxxxxxxxxxx2 10.0.0.1 50002 10.0.0.3 445 tcp gssapi,smb,ntlm 3.141593 900 800 S1 T T 0 ShADad 9 1300 8 1200 -',
  '1791890002.5 Crej1xxxxxxxxxxxx3 10.0.0.1 50003 10.0.0.4 3389 tcp - - - - REJ T T 0 Sr 1 60 1 40 -',
  '1791890003.999999 Cno11xxxxxxxxxxxx4 10.0.0.1 50004 10.0.0.5 5900 tcp - 3.0 0 0 S0 T T 0 S 3 180 0 0 (empty)',
  '1791890004 Cip61xxxxxxxxxxxx5 2001:db8::1 50005 fe80::2 3389 tcp rdp,ssl 60.25 100 200 RSTR T T 0 ShADadr 10 600 11 700 -',
  '1791890005.1 Cicmpxxxxxxxxxxxx6 10.0.0.1 8 10.0.0.6 0 icmp - 0.01 56 56 OTH T T 0 - 1 84 1 84 CtunXxxxxxxxxxxxx9',
  '1791890006.1 Cicm6xxxxxxxxxxxx7 fe80::1 135 ff02::1 136 icmp - - - - OTH - - 0 - 1 72 0 0 -',
  '1791890007.7 Cwinrxxxxxxxxxxxx8 10.0.0.1 50008 10.0.0.7 5985 tcp http 1.0 10 20 SF T T 0 ^ShADadFf 6 300 5 250 -',
]
