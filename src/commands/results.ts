import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Incident } from '../detect/finding.ts'
import { InputError } from '../lib/errors.ts'
import type { Run } from '../report/run.ts'

/** Lines of incidents.jsonl and findings.jsonl: each names its site. */
export type IncidentLine = Incident & { readonly site: string }
export type FindingLine = Finding & { readonly site: string }

/** What an earlier `analyze` left in a folder. Throws InputError where it is not there or is no such result. */
export interface Results {
  readonly incidents: readonly IncidentLine[]
  readonly findings: readonly FindingLine[]
  readonly run: Run
}

const written = 'eastwest analyze writes it into its --out folder'

export const readResults = (folder: string): Results => ({
  incidents: jsonLines<IncidentLine>(join(folder, 'incidents.jsonl'), written),
  findings: jsonLines<FindingLine>(join(folder, 'findings.jsonl'), written),
  run: parsed<Run>(join(folder, 'run.json'), 1, text(join(folder, 'run.json'), written)),
})

/** The objects of a file of JSON lines; `advice` is for who has no such file. Throws InputError with the line that is none. */
export const jsonLines = <Row extends object>(file: string, advice: string): Row[] =>
  text(file, advice)
    .split('\n')
    .flatMap((line, i) => (line.trim() ? [parsed<Row>(file, i + 1, line)] : []))

function text(file: string, advice: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(`${file} cannot be read (${code}); ${advice}`)
  }
}

function parsed<Row extends object>(file: string, line: number, json: string): Row {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null) return value as Row
  } catch {
    // Said below, as for a value that is no object.
  }
  throw new InputError(`${file}: line ${line}: a JSON object is expected`)
}
