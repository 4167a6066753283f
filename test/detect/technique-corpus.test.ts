import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Incident } from '../../src/detect/finding.ts'
import { gather } from '../../src/inputs/inputs.ts'
import { narrowing } from '../../src/inputs/narrowing.ts'
import { Rejects } from '../../src/lib/rejects.ts'
import { analyze } from '../../src/pipeline.ts'
import { shared } from '../helpers.ts'

interface Label {
  readonly verdict: string
  readonly distinguishable?: boolean
  readonly events: readonly {
    readonly src: string
    readonly dst: string
    readonly techniques: readonly string[]
  }[]
}

/** Attacks of which not every source, target and technique is named, and why. */
const unnamed: Readonly<Record<string, string>> = {
  'es-esteemedaudit-failed': 'the exploit is inside an encrypted RDP channel',
  'otrf-apt29-day1-nashua': 'encrypted SMB and WinRM: nothing but connections',
  'otrf-apt29-day1-scranton': 'encrypted SMB and WinRM: nothing but connections',
  'otrf-psremoting-command': "Windows' own WinRM client, with encrypted bodies",
  'slips-iot-telnet-scan': 'the scan is named; the two SSH sessions before it are like any others',
  'sv-kerberoast': 'one ticket under RC4, as an older service gets it',
  'zeek-vnc-scanner': 'one log-in with a wrong password, like a mistyped one',
}
/** Near-misses that are loud, and why. */
const loud: Readonly<Record<string, string>> = {
  'sv-smb-sysvol': 'the capture holds the bytes of an MS17-010 check and exploit beside the policy refresh',
}

const root = shared('corpora/technique')
const folders = existsSync(root) ? readdirSync(root).sort() : []

async function incidentsOf(folder: string): Promise<Incident[]> {
  const rejects = new Rejects()
  const stdin = (async function* () {})()
  const gathered = await gather({ paths: [`${root}/${folder}`], stdin, rejects })
  const asked = { narrowing: narrowing({}), evaluate: undefined, budget: undefined, rejects }
  return (await analyze(gathered, asked)).sites.flatMap(({ incidents }) => incidents)
}

const isNamed = ({ events }: Label, incidents: readonly Incident[]): boolean =>
  events
    .filter(({ techniques }) => techniques.length > 0)
    .every(({ src, dst, techniques }) =>
      incidents.some(
        incident =>
          incident.steps.some(step => step.src === src && step.dst === dst) &&
          techniques.some(technique => incident.techniques.includes(technique)),
      ),
    )

const isLoud = (incidents: readonly Incident[]): boolean =>
  incidents.some(({ severity }) => !['info', 'low'].includes(severity))

test.skipIf(folders.length === 0)(
  'every capture of the technique corpus is judged alone: attacks are named, near-misses stay low, but for those that are listed',
  async () => {
    const wrong = { unnamed: [] as string[], loud: [] as string[] }
    for (const folder of folders) {
      const label = JSON.parse(readFileSync(`${root}/${folder}/label.json`, 'utf8')) as Label
      const incidents = await incidentsOf(folder)
      const isAttack = !['near-miss', 'benign'].includes(label.verdict)
      if (isAttack && !isNamed(label, incidents)) wrong.unnamed.push(folder)
      if (!isAttack && isLoud(incidents)) wrong.loud.push(folder)
    }
    expect(wrong).toEqual({ unnamed: Object.keys(unnamed), loud: Object.keys(loud) })
  },
  240_000,
)
