/**
 * What the page does beyond being read: filter, open and close, theme. Without it the page shows the same.
 * Plain text, since it runs in the browser; it only compares and hides what is there and writes no markup.
 */
export const script = `(() => {
  const $ = id => document.getElementById(id)
  const all = selector => [...document.querySelectorAll(selector)]
  const root = document.documentElement
  for (const element of all('[data-script]')) element.hidden = false

  const theme = $('theme')
  const system = matchMedia('(prefers-color-scheme: dark)')
  let chosen = null
  try { chosen = localStorage.getItem('eastwest-theme') } catch {}
  const dark = () => chosen ? chosen === 'dark' : system.matches
  const paint = () => {
    if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen
    theme.setAttribute('aria-pressed', String(dark()))
  }
  theme.addEventListener('click', () => {
    chosen = dark() ? 'light' : 'dark'
    try { localStorage.setItem('eastwest-theme', chosen) } catch {}
    paint()
  })
  system.addEventListener('change', paint)
  paint()
  if (!$('find')) return

  const evidence = all('details.evidence')
  const expand = $('expand')
  expand.addEventListener('click', () => {
    const open = evidence.some(element => !element.open)
    for (const element of evidence) element.open = open
    expand.setAttribute('aria-pressed', String(open))
  })
  addEventListener('beforeprint', () => { for (const element of evidence) element.open = true })

  const levels = ['info', 'low', 'medium', 'high', 'critical']
  const incidents = all('article.incident').map(element => ({
    element,
    text: (element.textContent + ' ' + element.dataset.hosts).toLowerCase(),
    level: levels.indexOf(element.dataset.severity),
  }))
  const sift = () => {
    const words = $('find').value.toLowerCase().split(/\\s+/).filter(Boolean)
    const level = Number($('level').value)
    let shown = 0
    for (const incident of incidents) {
      const match = incident.level >= level && words.every(word => incident.text.includes(word))
      incident.element.hidden = !match
      if (match) shown++
    }
    for (const day of all('section.day')) day.hidden = !day.querySelector('article:not([hidden])') && (words.length > 0 || level > 0)
    $('found').textContent = shown + ' of ' + incidents.length + ' shown incidents match'
  }
  $('find').addEventListener('input', sift)
  $('level').addEventListener('change', sift)
  sift()

  const named = () => {
    try { return decodeURIComponent(location.hash.slice(1)) } catch { return '' }
  }
  const reveal = () => {
    const name = named()
    const target = name && $(name)
    const details = target && target.querySelector('details.evidence')
    if (details) details.open = true
    if (target && target.hidden) { $('find').value = ''; $('level').value = '0'; sift(); target.scrollIntoView() }
  }
  addEventListener('hashchange', reveal)
  reveal()
})()
`
