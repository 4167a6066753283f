import { createHash } from 'node:crypto'
import { clockFor } from './clock.ts'
import { daysOf } from './days.ts'
import { plural } from './format.ts'
import { Anchors } from './html/anchors.ts'
import type { CalendarDay } from './html/calendar.ts'
import { controls, guide, sprite } from './html/furniture.ts'
import { daySection } from './html/day.ts'
import { markup, Markup } from './html/markup.ts'
import { script } from './html/script.ts'
import { style } from './html/style.ts'
import { gapsBox, siteSummary } from './html/summary.ts'
import type { Output } from './output.ts'
import type { Report, SiteSummary } from './report.ts'

/** Rows of steps in the whole page, shared by its incidents: a page stays under a few megabytes. */
const pageSteps = 5000
const mostSteps = 200
const fewestSteps = 10

/** Nothing is fetched and no script runs but ours. */
const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`

interface Site {
  readonly summary: SiteSummary
  readonly days: readonly CalendarDay[]
}

/** Every shown incident with its place in the page. */
function place(report: Report): Site[] {
  const anchors = new Anchors()
  return report.sites.map(summary => {
    const clock = clockFor(summary.timezone)
    const days = daysOf(summary).map(({ day, shown, total }) => ({
      day,
      placed: shown.map((incident, i) => ({ incident, rank: i + 1, anchor: anchors.of(incident.id), clock })),
      more: total - shown.length,
    }))
    return { summary, days }
  })
}

function head(report: Report, shown: number): Markup {
  const names = report.sites.map(({ name }) => name).join(', ')
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${plural(shown, 'incident')}: ${names} - eastwest</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#incidents">Skip to the incidents</a>
${sprite}
<header class="top"><div><h1>Lateral movement</h1><p>${plural(shown, 'incident')} to read: ${names}</p></div>
<button type="button" id="theme" data-script hidden aria-pressed="false">Dark theme</button></header>
`
}

const foot = (report: Report): Markup => markup`</main>
<footer>${guide}<p>Everything, whatever the budget: <a href="incidents.jsonl">incidents.jsonl</a>, <a href="findings.jsonl">findings.jsonl</a>, <a href="rejects.jsonl">rejects.jsonl</a>. Written by eastwest ${report.version}.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`

/** The page: one file that asks nobody for anything, readable without its script. */
export const html: Output = {
  name: 'html',
  file: 'report.html',
  *render(report) {
    const sites = place(report)
    const days = sites.flatMap(site => site.days)
    const shown = days.reduce((n, { placed }) => n + placed.length, 0)
    const maxSteps = Math.max(fewestSteps, Math.min(mostSteps, Math.floor(pageSteps / Math.max(1, shown))))
    yield head(report, shown).html
    yield '<main>\n<section aria-labelledby="summary"><h2 id="summary">Summary</h2>\n'
    for (const { summary, days } of sites) yield siteSummary(summary, days).html
    yield gapsBox(report).html
    yield '</section>\n<section id="incidents" aria-labelledby="list" tabindex="-1"><h2 id="list">Incidents</h2>\n'
    yield shown > 0 ? controls.html : '<p>No incident was found in what was judged.</p>\n'
    for (const { summary, days } of sites)
      for (const day of days) yield* daySection(summary, day, sites.length > 1, maxSteps)
    yield '</section>\n'
    yield foot(report).html
  },
}
