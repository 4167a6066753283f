import type { Report, SiteSummary } from '../../src/report/report.ts'
import {
  at,
  attack,
  bruteForce,
  captured,
  chained,
  dayOf,
  fanOut,
  hostile,
  oddHours,
  small,
  volume,
} from './incidents.ts'

export { hostile } from './incidents.ts'

const hq: SiteSummary = {
  name: 'sensors',
  timezone: 'Europe/Berlin',
  sensors: [
    {
      sensor: 'hq-zeek',
      formats: ['zeek'],
      files: 130,
      inputs: [],
      flows: 1_284_031,
      remoteFlows: 93_114,
      events: 41_207,
      first: at(-21, 0, 0, 4),
      last: at(4, 23, 59, 51),
    },
    {
      sensor: 'branch-nfcapd',
      formats: ['nfcapd', 'netflow'],
      files: 26,
      inputs: [],
      flows: 212_880,
      remoteFlows: 8_402,
      events: 0,
      first: at(-21, 0, 1),
      last: at(4, 22, 10),
    },
  ],
  judged: [0, 1, 2, 3, 4].map(dayOf),
  historyDays: 21,
  sources: 412,
  targets: 96,
  links: 1_204,
  statements: [
    'branch-nfcapd came into view on 2026-02-20: what is new there is not counted as new before 2026-02-25.',
  ],
  trusted: [
    { entry: '10.20.1.5', note: 'vulnerability scanner', hidden: 14 },
    { entry: '10.20.1.0/29', note: '', hidden: 0 },
  ],
  incidents: [attack, fanOut, chained, bruteForce, oddHours, volume, ...small],
  findings: [
    {
      id: 'f-a3f81c02',
      detector: 'fan-out',
      src: '10.20.1.15',
      service: 'ssh',
      start: fanOut.start,
      end: fanOut.end,
      score: 47.9,
      techniques: ['T1021.004'],
      because: fanOut.because,
      steps: fanOut.steps.slice(0, 2),
    },
    {
      id: 'f-b7719d40',
      detector: 'technique',
      src: '10.20.2.31',
      dst: '10.20.4.80',
      service: 'smb',
      start: chained.start,
      end: chained.end,
      score: 24,
      techniques: ['T1569.002'],
      because: chained.because,
      steps: chained.steps.slice(0, 3),
    },
  ],
  budget: 5,
}

const pcaps: SiteSummary = {
  name: 'pcaps',
  timezone: 'UTC',
  sensors: [
    {
      sensor: 'pcaps',
      formats: ['pcap'],
      files: 5,
      inputs: [],
      flows: 1_022,
      remoteFlows: 318,
      events: 77,
      first: at(0, 14),
      last: at(0, 16),
    },
  ],
  judged: [],
  historyDays: 0,
  sources: 9,
  targets: 44,
  links: 52,
  statements: [
    'No history (fewer than 3 earlier days): everything was judged against itself and by the rules that need none.',
  ],
  trusted: [],
  incidents: [captured],
  findings: [],
  budget: 5,
}

const empty: SiteSummary = {
  ...pcaps,
  name: 'quiet',
  judged: ['2026-03-02'],
  historyDays: 14,
  statements: [],
  incidents: [],
}

/** Two sites and one without incidents, with everything that a report can hold and that an attacker can put into it. */
export const report: Report = {
  version: '0.1.0',
  sites: [hq, pcaps, empty],
  rejects: [
    {
      file: 'sensors/zeek/2026-03-03/conn.log.gz',
      reason: 'the line has too few fields',
      count: 1203,
      unit: 'line',
      first: 88,
      last: 91_022,
      example: hostile.terminal,
    },
    {
      file: `pcaps/${hostile.markup}.pcap`,
      reason: 'the packet is cut',
      count: 1,
      unit: 'offset',
      first: 65_536,
      last: 65_536,
      example: '',
    },
  ],
  notes: [
    {
      sensor: 'branch-nfcapd',
      text: 'sampled 1:100',
      count: 26,
      where: 'sensors/branch/nfcapd.202603020000',
    },
    { sensor: 'pcaps', text: `the capture lost packets ${hostile.bidi}`, count: 1, where: '' },
  ],
  skipped: ['sensors/README.md', 'sensors/site.json.bak', `pcaps/${hostile.attribute}`, 'pcaps/make.sh'],
}

/** A report in which nothing was found, lost or skipped. */
export const quietReport: Report = { version: '0.1.0', sites: [empty], rejects: [], notes: [], skipped: [] }
