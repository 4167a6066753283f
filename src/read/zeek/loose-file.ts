import { Unframer } from '../text/frames.ts'
import { JsonObjects } from '../text/json-objects.ts'
import { LineFile } from '../text/line-file.ts'
import type { ReadContext } from '../reader.ts'
import { csvRows } from './csv-rows.ts'
import type { LooseFormat } from './head.ts'
import { noRow, type LooseRows } from './loose-rows.ts'

/** What takes a file in pieces. */
export interface FileReader {
  push(chunk: Uint8Array): void
  end(): void
}

const passedOver = 'lines in which there is no row of a Zeek log: passed over'
const unfinished = 'lines in parts of which the last is missing: not read'

/** What reads a file in one of the formats in which a row is not a line of Zeek's own. */
export function looseFile(
  path: string,
  context: ReadContext,
  rows: LooseRows,
  format: LooseFormat,
): FileReader {
  if (format === 'framed') return framedFile(path, context, rows)
  if (format === 'csv') return csvFile(path, context, rows)
  return new JsonObjects(path, context.rejects, (object, line) => rows.object(object, '', line))
}

function framedFile(path: string, context: ReadContext, rows: LooseRows): FileReader {
  const frames = new Unframer()
  const note = (text: string, count: number) => context.notes.add(context.sensor, text, path, count)
  const file = new LineFile(path, context.rejects, (line, _, number) => {
    const found = frames.line(line)
    if (!found || found.text === '') return ''
    const reason = rows.line(found.text, found.source, number)
    if (reason !== noRow || found.text.startsWith('{')) return reason
    note(passedOver, 1)
    return ''
  })
  return {
    push: chunk => file.push(chunk),
    end() {
      file.end()
      rows.end()
      if (frames.unfinished > 0) note(unfinished, frames.unfinished)
    },
  }
}

function csvFile(path: string, context: ReadContext, rows: LooseRows): FileReader {
  let table: ReturnType<typeof csvRows>
  return new LineFile(path, context.rejects, (line, _, number) => {
    if (!table) {
      table = csvRows(line)
      return table ? '' : 'no names of columns'
    }
    const row = table.row(line)
    return typeof row === 'string' ? row : rows.object(row, '', number)
  })
}
