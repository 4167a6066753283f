import { join } from 'node:path'
import { daysOf } from './days.ts'
import { plural } from './format.ts'
import { gaps } from './gaps.ts'
import type { Output, View } from './output.ts'
import type { Report } from './report.ts'
import { Sheet } from './terminal/sheet.ts'
import { siteLines } from './terminal/site.ts'

/** How many incidents the budget left out, and where they are. */
function cut(report: Report, view: View): string[] {
  const days = report.sites.flatMap(daysOf)
  const more = days.reduce((sum, day) => sum + day.total - day.shown.length, 0)
  return more > 0 ? [`${plural(more, 'more incident')} in ${join(view.out, 'incidents.jsonl')}`] : []
}

function* missing(sheet: Sheet, report: Report, view: View): Iterable<string> {
  const all = [...gaps(report)]
  if (all.length === 0) return
  yield ''
  yield sheet.paint('bold', 'What the input could not show')
  for (const { where, text } of all) yield* sheet.text(`${where}: ${text}`, 2, 2)
  if (report.rejects.length > 0)
    yield* sheet.text(`every place that was not readable: ${join(view.out, 'rejects.jsonl')}`, 2, 2)
}

/** The list that ends a run: each site's incidents by day, what could not be seen, and where the rest is. */
export const terminal: Output = {
  name: 'terminal',
  file: '',
  *render(report, view) {
    const sheet = new Sheet(view.width, view.color)
    for (const [i, site] of report.sites.entries()) {
      if (i > 0) yield '\n'
      for (const line of siteLines(sheet, site)) yield `${line}\n`
    }
    for (const line of missing(sheet, report, view)) yield `${line}\n`
    yield '\n'
    for (const text of [...cut(report, view), `Page: ${join(view.out, 'report.html')}`])
      for (const line of sheet.text(text, 0, 2)) yield `${line}\n`
  },
}
