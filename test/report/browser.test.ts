import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { html } from '../../src/report/html.ts'
import { hasPeer, testPeer } from '../helpers.ts'
import { report } from './fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'eastwest-page-'))
const file = join(folder, 'report.html')
const url = pathToFileURL(file).href
const testPage = testPeer('chromium')
let browser: Browser | undefined
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

beforeAll(async () => {
  writeFileSync(file, [...html.render(report, { color: false, width: 80, out: folder })].join(''))
  if (hasPeer('chromium'))
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

/** Opens the page, hands it to `look`, and gives back what it asked the network for and what it complained about. */
async function open(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<string[]> {
  const context = await browser!.newContext(options)
  const seen: string[] = []
  context.on('request', request => seen.push(request.url()))
  const page = await context.newPage()
  page.on('console', message => seen.push(message.text()))
  page.on('pageerror', error => seen.push(error.message))
  await page.goto(url)
  await look(page)
  await context.close()
  return seen
}

/** Evaluates JavaScript in the page: kept as text, since the tests know no browser types. */
const ask = <T>(page: Page, script: string): Promise<T> => page.evaluate<T>(script)
const shownTotal = 10

testPage('the page asks for nothing but itself, and what an attacker wrote does nothing', async () => {
  const seen = await open({}, async page => {
    await page.locator('#expand').click()
    expect(await ask(page, 'window.hacked')).toBeUndefined()
    const count = (selector: string): Promise<number> => page.locator(selector).count()
    expect(await count('script')).toBe(1)
    expect(await count('style')).toBe(1)
    expect(await count('img, iframe, object, embed, link, base')).toBe(0)
    expect(await count('article')).toBe(shownTotal)
    expect(await count('svg')).toBe(shownTotal + 1)
    const handlers =
      '[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length'
    expect(await ask(page, handlers)).toBe(0)
    const links =
      '[...document.querySelectorAll("a")].map(a => a.getAttribute("href")).filter(h => !/^#[\\w.-]+$|^[a-z]+\\.jsonl$/.test(h))'
    expect(await ask(page, links)).toEqual([])
  })
  expect(seen).toEqual([url])
})

testPage('the policy of the page stops scripts and requests that get into it all the same', async () => {
  let asked = 0
  const server = createServer((_, response) => void response.end(`${asked++}`))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await open({}, async page => {
    await ask(
      page,
      `document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:${port}/x" onerror="window.hacked=1">');
       document.body.append(Object.assign(document.createElement('script'), { text: 'window.hacked=1' }));
       fetch('http://127.0.0.1:${port}/y').catch(() => 0)`,
    )
    await page.waitForTimeout(200)
    expect(await ask(page, 'window.hacked')).toBeUndefined()
  })
  server.close()
  expect(asked).toBe(0)
})

const looks = [390, 1280].flatMap(width =>
  (['light', 'dark'] as const).map(colorScheme => ({ width, colorScheme })),
)

testPage.each(looks)(
  'nothing sticks out at $width px in the $colorScheme theme',
  async ({ width, colorScheme }) => {
    await open({ viewport: { width, height: 800 }, colorScheme }, async page => {
      for (const expanded of [false, true]) {
        if (expanded) await page.locator('#expand').click()
        expect(await ask(page, 'document.documentElement.scrollWidth')).toBe(width)
        const out = `[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > ${width} && !e.closest('.scroll, pre')).map(e => e.outerHTML.slice(0, 200))`
        expect(await ask(page, out)).toEqual([])
      }
      const ground = 'getComputedStyle(document.body).backgroundColor'
      expect(await ask(page, ground)).toBe(colorScheme === 'dark' ? 'rgb(14, 19, 25)' : 'rgb(244, 245, 247)')
    })
  },
)

testPage(
  'without JavaScript the page shows the same incidents, and no control that does nothing',
  async () => {
    await open({ javaScriptEnabled: false }, async page => {
      expect(await page.locator('article h4').count()).toBe(shownTotal)
      expect(await page.locator('article h4').first().isVisible()).toBe(true)
      expect(await page.locator('button:visible, input:visible, select:visible').count()).toBe(0)
      const closed = page.locator('details.evidence:not([open])').first()
      await closed.locator('summary').first().click()
      expect(await page.locator('details.evidence svg:visible').count()).toBeGreaterThan(1)
    })
  },
)

testPage('the keyboard reaches every incident, in order, and each stop can be seen', async () => {
  await open({}, async page => {
    const here = `(() => { const e = document.activeElement; return [e.closest('article')?.id ?? '', e.tagName, getComputedStyle(e).outlineStyle] })()`
    const stops: string[][] = []
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab')
      const stop = await ask<string[]>(page, here)
      if (stop[1] === 'BODY') break
      stops.push(stop)
    }
    expect(stops[0]![1]).toBe('A')
    expect(stops.filter(([, , outline]) => outline === 'none')).toEqual([])
    const order = await ask<string[]>(page, '[...document.querySelectorAll("article")].map(e => e.id)')
    expect([...new Set(stops.map(([id]) => id!).filter(Boolean))]).toEqual(order)
  })
})

testPage(
  'everything that is drawn or can be used has a name, headings are in order, ids are unique',
  async () => {
    await open({}, async page => {
      await page.locator('#expand').click()
      const unnamed = `[...document.querySelectorAll('svg:not([aria-hidden]), a, button, input, select, summary, [tabindex="0"]:not(pre), table, section[aria-labelledby], article')]
      .filter(e => ![e.getAttribute('aria-label'), document.getElementById(e.getAttribute('aria-labelledby'))?.textContent, e.labels?.[0]?.textContent, e.caption?.textContent, /^(A|BUTTON|SUMMARY)$/.test(e.tagName) && e.textContent].some(name => name?.trim()))
      .map(e => e.outerHTML.slice(0, 200))`
      expect(await ask(page, unnamed)).toEqual([])
      const levels = await ask<number[]>(
        page,
        '[...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(e => +e.tagName[1])',
      )
      expect(levels.filter(level => level === 1)).toHaveLength(1)
      expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([])
      const ids = await ask<string[]>(page, '[...document.querySelectorAll("[id]")].map(e => e.id)')
      expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
      expect(await page.locator('html[lang], main, header, footer').count()).toBeGreaterThanOrEqual(4)
      expect(await page.locator('th:not([scope])').count()).toBe(0)
    })
  },
)

testPage(
  'the filter finds hosts, services, users and techniques, in any case, all words at once',
  async () => {
    await open({}, async page => {
      const titles = async (words: string): Promise<string[]> => {
        await page.locator('#find').fill(words)
        return page.locator('article:visible h4').allTextContents()
      }
      expect(await titles('')).toHaveLength(shownTotal)
      expect(await titles('10.20.6.3')).toEqual([
        'Three hops by remote service creation: 10.20.2.31 to 10.20.6.3',
      ])
      expect(await titles('T1110.001')).toHaveLength(1)
      expect(await titles('SVC-BACKUP ssh')).toHaveLength(1)
      expect(await titles('svc-backup rdp')).toEqual([])
      expect(await page.locator('#found').textContent()).toBe('0 of 10 shown incidents match')
      await page.locator('#find').fill('')
      await page.locator('#level').selectOption('critical')
      expect(await page.locator('article:visible').count()).toBe(2)
    })
  },
)

testPage('a link to an incident opens its evidence', async () => {
  await open({}, async page => {
    await page.locator('.track a[href="#i-b7719d40"]').click()
    expect(await page.locator('#i-b7719d40 details.evidence').getAttribute('open')).toBe('')
    expect(await page.locator('#i-b7719d40 h4').isVisible()).toBe(true)
  })
})

testPage('the theme can be chosen, and is kept for the next time', async () => {
  await open({ colorScheme: 'light' }, async page => {
    const button = page.locator('#theme')
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    await button.click()
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    await page.reload()
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    expect(await ask(page, 'getComputedStyle(document.body).backgroundColor')).toBe('rgb(14, 19, 25)')
  })
})
