import { expect, test } from 'vitest'
import type { Incident } from '../../src/detect/finding.ts'
import { html } from '../../src/report/html.ts'
import { Anchors } from '../../src/report/html/anchors.ts'
import { markup } from '../../src/report/html/markup.ts'
import { style } from '../../src/report/html/style.ts'
import type { Report } from '../../src/report/report.ts'
import { hostile, quietReport, report } from './fixture.ts'

const render = (of: Report): string => [...html.render(of, { color: false, width: 80, out: '' })].join('')
const withIncidents = (incidents: readonly Incident[], budget = 5): Report => ({
  ...report,
  sites: [{ ...report.sites[0]!, incidents, budget }],
})

test('the same report gives the same bytes', () => {
  expect(render(report)).toBe(render(structuredClone(report)))
})

test('values in markup are escaped unless they are markup', () => {
  expect(markup`<p title="${hostile.attribute}">${markup`<b>${'a<b'}</b>`}</p>`.html).toBe(
    '<p title="&quot;&#39;&gt;&lt;svg onload=window.hacked=1&gt;"><b>a&lt;b</b></p>',
  )
})

test('the page holds no character of the input that cannot be seen', () => {
  expect(render(report).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
})

test('the budget cuts each day, and the page says how many more there are', () => {
  const page = render(withIncidents(report.sites[0]!.incidents, 2))
  expect(page.match(/<article /g)).toHaveLength(6)
  expect(page).toContain('6 more incidents of this day in incidents.jsonl')
})

test('a run without incidents is a page that says so', () => {
  const page = render(quietReport)
  expect(page).toContain('No incident.')
  expect(page).not.toContain('<article')
})

test('long incidents are cut in the page, which says so, and the page stays small', () => {
  const [first] = report.sites[1]!.incidents
  const steps = Array.from({ length: 20_000 }, (_, i) => ({
    ...first!.steps[0]!,
    dst: `10.1.${i >> 8}.${i & 255}`,
  }))
  const hosts = steps.map(({ dst }) => dst)
  const many = Array.from({ length: 25 }, (_, i) => ({ ...first!, id: `n${i}`, steps, hosts }))
  const page = render(withIncidents(many, 25))
  expect(page).toContain('19,800 more steps in incidents.jsonl')
  expect(page.length).toBeLessThan(4e6)
})

test('an incident without steps, hosts or reasons is still shown', () => {
  const [first] = report.sites[1]!.incidents
  const bare = { ...first!, steps: [], hosts: [], because: [], findings: [], start: NaN, end: NaN }
  expect(render(withIncidents([bare]))).toContain(bare.title)
})

test('anchors keep an ordinary id, and are unique and harmless whatever the id is', () => {
  const anchors = new Anchors()
  expect(['a3f8', 'a3f8', 'a3f8', '', hostile.attribute].map(id => anchors.of(id))).toEqual([
    'i-a3f8',
    'i-a3f8.2',
    'i-a3f8.3',
    'i-',
    'i-svgonloadwindowhacked1',
  ])
})

/** WCAG 2 relative luminance and contrast of two #rrggbb colours. */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number =>
    [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => {
      const value = parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16) / 255
      return sum + part * (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    }, 0)
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high! + 0.05) / (low! + 0.05)
}

test.each(['light', 'dark'] as const)(
  'every text colour has a contrast of 4.5 on every ground in the %s theme',
  theme => {
    const pairs = [...style.matchAll(/(--\w+|\.s-[\w-]+\{--c):light-dark\((#\w+),(#\w+)\)/g)]
    const color = new Map(pairs.map(([, name, light, dark]) => [name!, theme === 'light' ? light! : dark!]))
    const onGround = [...color].filter(([name]) => /--(text|soft|link)$|^\.s-/.test(name))
    const badges = ['critical', 'high', 'medium', 'low', 'info']
    expect(onGround).toHaveLength(13)
    for (const ground of ['--ground', '--card', '--sunk'])
      for (const [name, value] of onGround)
        expect(contrast(value, color.get(ground)!), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    for (const name of badges)
      expect(contrast(color.get(`--${name}`)!, color.get('--onBadge')!), name).toBeGreaterThanOrEqual(4.5)
  },
)
