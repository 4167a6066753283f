import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Finding, Incident } from '../detect/finding.ts'
import { InputError } from '../lib/errors.ts'
import type { Shape } from '../lib/shape.ts'
import type { Run } from '../report/run.ts'
import { findingShape, incidentShape, runShape } from './results-shape.ts'

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

export function readResults(folder: string): Results {
  const files = new ResultFiles(folder)
  return {
    incidents: files.lines<IncidentLine>('incidents.jsonl', incidentShape),
    findings: files.lines<FindingLine>('findings.jsonl', findingShape),
    run: files.whole<Run>('run.json', runShape),
  }
}

/** The files of one run, also where another run replaces them meanwhile: all are read where the first one leads. */
class ResultFiles {
  readonly #folder: string
  readonly #set: string

  constructor(folder: string) {
    this.#folder = folder
    const file = join(folder, 'incidents.jsonl')
    this.#set = dirname(orAdvise(file, written, () => realpathSync(file)))
  }

  lines<Row extends object>(name: string, shape: Shape): Row[] {
    return jsonLines(this.#named(name), this.#text(name), value => shape(value, '') || (value as Row))
  }

  whole<Row extends object>(name: string, shape: Shape): Row {
    const take = (value: object): Row | string => shape(value, '') || (value as Row)
    return parsed(this.#named(name), 1, this.#text(name), take)
  }

  #named(name: string): string {
    return join(this.#folder, name)
  }

  #text(name: string): string {
    return orAdvise(this.#named(name), written, () => readFileSync(join(this.#set, name), 'utf8'))
  }
}

/** What a row of JSON lines is, or what is wrong with it. */
type Take<Row> = (value: object) => Row | string

/** The rows of JSON lines. Throws InputError with the line that is none. */
function jsonLines<Row extends object>(file: string, content: string, take: Take<Row>): Row[] {
  return content.split('\n').flatMap((line, i) => (line.trim() ? [parsed(file, i + 1, line, take)] : []))
}

/** The rows of a file of JSON lines; `advice` is for who has no such file. Throws InputError with the line that is none. */
export const readJsonLines = <Row extends object>(file: string, advice: string, take: Take<Row>): Row[] =>
  jsonLines(
    file,
    orAdvise(file, advice, () => readFileSync(file, 'utf8')),
    take,
  )

function orAdvise<Answer>(file: string, advice: string, ask: () => Answer): Answer {
  try {
    return ask()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(`${file} cannot be read (${code}); ${advice}`)
  }
}

function parsed<Row extends object>(file: string, line: number, json: string, take: Take<Row>): Row {
  const found = take(objectIn(json) ?? [])
  if (typeof found !== 'string') return found
  throw new InputError(`${file}: line ${line}: ${found}`)
}

function objectIn(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
