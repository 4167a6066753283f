import type { Because, Incident, Step } from '../../src/detect/finding.ts'

/** 2026-03-02 00:00:00 in Europe/Berlin, a Monday. */
const monday = 1772406000
export const at = (day: number, hour: number, minute = 0, second = 0): number =>
  monday + day * 86400 + hour * 3600 + minute * 60 + second
export const dayOf = (day: number): string => `2026-03-0${2 + day}`

let uid = 0
const step = (
  ts: number,
  src: string,
  dst: string,
  service: string,
  port: number,
  more: Partial<Step> = {},
): Step => ({
  ts,
  src,
  dst,
  service,
  port,
  uid: `C${(uid++).toString(36).padStart(5, '0')}hQ9`,
  state: 'established',
  sensor: 'hq-zeek',
  because: [],
  ...more,
})

const because = (fact: string, observed: string, usual: string, bits: number, historyDays = 21): Because => ({
  fact,
  observed,
  usual,
  historyDays,
  bits,
})

function incident(
  id: string,
  day: number,
  steps: Step[],
  more: Partial<Incident> & Pick<Incident, 'title' | 'score'>,
): Incident {
  return {
    id,
    start: steps[0]!.ts,
    end: steps.at(-1)!.ts + 30,
    severity: 'medium',
    hosts: [...new Set(steps.flatMap(({ src, dst }) => [src, dst]))],
    techniques: [],
    steps,
    findings: [`f-${id}`],
    because: [],
    day: dayOf(day),
    frequency: 'one ordinary day in 40',
    caveats: [],
    ...more,
  }
}

export const fanOut = incident(
  'a3f81c02',
  1,
  Array.from({ length: 40 }, (_, i) =>
    step(at(1, 2, 14, 7 + i * 6), '10.20.1.15', `10.20.4.${7 + i}`, 'ssh', 22, {
      user: 'svc-backup',
      ...(i % 13 === 12 ? { state: 'no-answer' } : {}),
      because: i === 0 ? ['10.20.1.15 never used ssh to this host'] : [],
    }),
  ),
  {
    title: 'SSH fan-out: 10.20.1.15 reached 40 hosts in 4 minutes',
    score: 61.4,
    severity: 'critical',
    techniques: ['T1021.004', 'T1078'],
    frequency: 'one ordinary day in more than 1,000',
    because: [
      because(
        'opened 40 SSH links that it never used before',
        '40',
        '0 a day (median of 21 days, at most 1)',
        28.3,
      ),
      because('reached 38 distinct hosts within 10 minutes', '38', '2 at most in 10 minutes', 19.6),
      because('SSH at 02:14, outside its hours', '02:14 on a Tuesday', '07:40 to 18:05 on working days', 9.1),
      because('one user on many hosts: svc-backup', '40 hosts', '1 host a day', 4.4),
    ],
    caveats: ['3 of 40 targets did not answer; a scanner would look the same on those.'],
  },
)

const psexec = [
  ['10.20.2.31', '10.20.4.80', 'CORP\\jk-adm'],
  ['10.20.4.80', '10.20.5.12', 'CORP\\svc-deploy'],
  ['10.20.5.12', '10.20.6.3', 'CORP\\Administrator'],
] as const
export const chained = incident(
  'b7719d40',
  1,
  psexec.flatMap(([src, dst, user], hop) => {
    const t = at(1, 11 + hop, 20 * hop, 3)
    return [
      step(t, src, dst, 'smb', 445, { user, because: ['ADMIN$ opened: never before by this source'] }),
      step(t + 1, src, dst, 'smb', 445, { user, because: ['wrote PSEXESVC.exe to ADMIN$'] }),
      step(t + 2, src, dst, 'rpc', 49667, { user, because: ['svcctl CreateServiceW, StartServiceW'] }),
    ]
  }),
  {
    title: 'Three hops by remote service creation: 10.20.2.31 to 10.20.6.3',
    score: 54.9,
    severity: 'critical',
    techniques: ['T1021.002', 'T1569.002', 'T1570', 'T1543.003'],
    frequency: 'one ordinary day in 700',
    because: [
      because(
        'ADMIN$ opened, a file written and a service created on the same host within 3 s, three times',
        '3 hosts',
        'never at this site',
        24.0,
      ),
      because(
        '10.20.4.80 served the first hop and opened the second 80 minutes later',
        '2 hops continued',
        '0 a day',
        15.2,
      ),
      because('user changes along the path', '3 users', '1 user a source', 7.7),
      because('svcctl CreateServiceW by 10.20.2.31', '1', '', 5.1, 0),
    ],
  },
)

export const bruteForce = incident(
  'c19e55f7',
  2,
  [
    ...Array.from({ length: 240 }, (_, i) =>
      step(at(2, 4, 2, i), '10.20.9.44', '10.20.3.8', 'ssh', 22, {
        user: i % 2 ? 'root' : 'admin',
        because: ['login failed'],
      }),
    ),
    step(at(2, 4, 6, 12), '10.20.9.44', '10.20.3.8', 'ssh', 22, {
      user: 'root',
      because: ['login succeeded'],
    }),
  ],
  {
    title: 'SSH password guessing that succeeded: 10.20.9.44 on 10.20.3.8 as root',
    score: 38.2,
    severity: 'high',
    techniques: ['T1021.004', 'T1110.001'],
    because: [
      because('240 failed logins, then a success', '240', '1 failure a day (median of 9 days)', 26.1, 9),
      because('new link to 10.20.3.8 by ssh', 'first seen', '9 days without it', 8.3, 9),
    ],
    caveats: ['10.20.9.44 has 9 days of history; its peers (10.20.9.0/24) were used as well.'],
  },
)

export const oddHours = incident(
  'd0c4e1aa',
  3,
  [
    step(at(3, 23, 48), '10.20.2.77', '10.20.3.21', 'rdp', 3389, { user: 'm.weber', sensor: 'hq-zeek' }),
    step(at(4, 0, 31), '10.20.2.77', '10.20.3.22', 'rdp', 3389, { user: 'm.weber' }),
    step(at(4, 0, 52), '10.20.3.22', '10.20.3.23', 'rdp', 3389, { state: 'rejected' }),
  ],
  {
    title: 'RDP at unusual hours: 10.20.2.77 to two servers',
    score: 17.9,
    severity: 'medium',
    techniques: ['T1021.001'],
    frequency: 'one ordinary day in 12',
    because: [because('RDP at 23:48', '23:48 on a Thursday', '08:10 to 17:30 on working days', 11.2)],
  },
)

export const volume = incident(
  'e55b9012',
  3,
  [
    step(at(3, 13, 5), '10.20.7.19', '10.20.3.40', 'smb', 445, {
      sensor: 'branch-nfcapd',
      because: ['18.2 GB towards the source'],
    }),
  ],
  {
    title: 'SMB volume: 10.20.7.19 read 18.2 GB from 10.20.3.40',
    score: 14.1,
    severity: 'low',
    techniques: ['T1021.002', 'T1039'],
    frequency: 'one ordinary day in 6',
    because: [because('bytes from the server', '18.2 GB', '210 MB a day (99% under 1.4 GB)', 14.1)],
    caveats: ['NetFlow shows neither users nor files.', 'Sampled 1:100: the volume is an estimate.'],
  },
)

export const hostile = {
  markup: '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">',
  attribute: `"'><svg onload=window.hacked=1>`,
  terminal: '\x1b[2J\x1b]0;owned\x07\x9b31mred\r\n\x08\x7f',
  bidi: 'invoice\u202Efdp.exe\u2066\u200B\u{E0041}',
  formula: '=cmd|\u0027 /C calc\u0027!A0',
  nul: 'a\0b\ud800c',
  long: 'A'.repeat(5000),
  style: '</style></script><style>*{display:none}</style>javascript:alert(1)',
}

export const attack = incident(
  `x"><b>${hostile.bidi}`,
  4,
  Object.values(hostile).map((text, i) =>
    step(at(4, 9, i), '2001:db8:20:30:aaaa:bbbb:cccc:dddd', `10.20.3.${60 + i}`, i % 2 ? text : 'smb', 445, {
      user: text,
      uid: text,
      sensor: text,
      state: i === 3 ? hostile.markup : 'established',
      because: [text, `share \\\\srv\\${text}`],
    }),
  ),
  {
    title: `SMB to 8 hosts as ${hostile.markup} ${hostile.terminal}`,
    score: Infinity,
    severity: 'high',
    techniques: ['T1021.002', hostile.attribute],
    frequency: hostile.attribute,
    because: Object.values(hostile).map(text => because(text, text, text, 3, 21)),
    caveats: Object.values(hostile),
  },
)

export const small = Array.from({ length: 6 }, (_, i) =>
  incident(
    `f000000${i}`,
    1,
    [step(at(1, 8 + i, 30), `10.20.2.${40 + i}`, '10.20.3.9', ['vnc', 'winrm', 'telnet'][i % 3]!, 5900 + i)],
    {
      title: `New link: 10.20.2.${40 + i} to 10.20.3.9`,
      score: 9 - i / 2,
      severity: i < 3 ? 'low' : 'info',
      techniques: ['T1021.005'],
      frequency: 'two on an ordinary day',
      because: [because('first use of this target', '1', '0.2 new links a day', 9 - i / 2)],
    },
  ),
)

export const captured = incident(
  '0badcafe',
  0,
  [
    step(at(0, 15, 0, 1.25), '192.168.56.10', '192.168.56.20', 'telnet', 2323, {
      sensor: 'pcaps',
      user: 'pi',
    }),
    step(at(0, 15, 0, 41), '192.168.56.20', '192.168.56.30', 'ssh', 443, {
      sensor: 'pcaps',
      state: 'partial',
    }),
  ],
  {
    title: 'Two hops: 192.168.56.10 to 192.168.56.30, SSH on port 443',
    score: 12.5,
    severity: 'medium',
    techniques: ['T1021', 'T1571'],
    frequency: '',
    because: [
      because('SSH banner on port 443', 'port 443', '', 7.5, 0),
      because('a host that was reached opened a connection 40 s later', '1 hop', '', 5, 0),
    ],
    caveats: ['No history: judged by rules and against the same capture alone.'],
  },
)
