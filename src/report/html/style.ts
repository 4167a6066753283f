/** Colours first: each is [light, dark], with at least 4.5:1 on its ground for text and 3:1 for lines. */
const colors: Record<string, readonly [string, string]> = {
  ground: ['#f4f5f7', '#0e1319'],
  card: ['#ffffff', '#161d26'],
  sunk: ['#eef0f4', '#0f151d'],
  text: ['#171c24', '#e7ebf1'],
  soft: ['#545f70', '#a3afbf'],
  line: ['#d5dae2', '#2c3746'],
  link: ['#1557c0', '#86b6ff'],
  critical: ['#b00f2c', '#ff7489'],
  high: ['#b64404', '#ff9f63'],
  medium: ['#7d5a00', '#ecc04e'],
  low: ['#1557c0', '#86b6ff'],
  info: ['#545f70', '#a3afbf'],
  onBadge: ['#ffffff', '#10151c'],
}

const services: Record<string, readonly [string, string]> = {
  ssh: ['#0b5fc0', '#74b4ff'],
  rdp: ['#b34a00', '#ffa764'],
  smb: ['#7434b5', '#c9a0ff'],
  winrm: ['#00705f', '#52d3bf'],
  rpc: ['#ad0f69', '#ff8fc8'],
  vnc: ['#36700f', '#9ed86e'],
  ard: ['#666200', '#d6d660'],
  telnet: ['#b00f2c', '#ff8797'],
  'cloud-console': ['#006a87', '#66d2f2'],
  other: ['#4a5568', '#b4bfce'],
}

const pair = ([light, dark]: readonly [string, string]): string => `light-dark(${light},${dark})`
const variables = Object.entries(colors).map(([name, value]) => `--${name}:${pair(value)}`)
const serviceRules = Object.entries(services).map(([name, value]) => `.s-${name}{--c:${pair(value)}}`)
const severityRules = ['critical', 'high', 'medium', 'low', 'info'].map(
  name => `.v-${name}{--v:var(--${name})}`,
)

const frame = `
*{box-sizing:border-box}
[hidden]{display:none!important}
html{color-scheme:light dark;scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
html[data-theme=light]{color-scheme:light}
html[data-theme=dark]{color-scheme:dark}
body{margin:0 auto;max-width:76rem;padding:0 1.25rem 3rem;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
html{background:var(--ground)}
code,pre,.id,td.time,td.number{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em;font-variant-numeric:tabular-nums}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
h1,h2,h3,h4,p,ul,ol,dl,dd{margin:0}
h1{font-size:1.5rem;line-height:1.2;letter-spacing:-.01em}
h2{font-size:1.2rem;margin:2rem 0 .75rem}
h3{font-size:1rem;margin:0 0 .6rem}
h4::first-letter{text-transform:uppercase}
h4{font-size:1.08rem;line-height:1.35}
small,.more,caption{color:var(--soft);font-size:.85rem}
button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.35rem .7rem;min-height:2.25rem}
::placeholder{color:var(--soft);opacity:1}
button{cursor:pointer}
button[aria-pressed=true]{background:var(--text);color:var(--card)}
summary{cursor:pointer;padding:.3rem 0}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sprite{position:absolute}
.skip{position:absolute;left:-999px;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.skip:focus{left:.5rem}
.top{display:flex;justify-content:space-between;align-items:center;gap:.75rem;padding:1.5rem 0 0}
.top button{flex:none}
.top p{color:var(--soft)}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft)}
.guide dt{font-weight:600;margin-top:.5rem;color:var(--text)}
`

const summary = `
.site,.gaps,.incident{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.15rem;margin-bottom:1rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem 1.5rem;margin-bottom:1rem}
.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{font-size:1.35rem;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles small{display:block;font-weight:400;line-height:1.35}
.overview{list-style:none;padding:0;margin:0 0 1rem}
.overview li{display:grid;grid-template-columns:6.2rem 5.6rem 1fr auto;gap:.2rem .6rem;align-items:baseline;padding:.22rem 0;border-top:1px solid var(--line)}
.overview .badge{text-align:center;white-space:nowrap}
@media(max-width:40rem){.overview li{grid-template-columns:6.2rem 1fr}.overview a,.overview small{grid-column:1/-1}}
.calendar{margin:.5rem 0 .75rem}
.calendar ol{list-style:none;padding:0}
.calendar li,.hours{display:grid;grid-template-columns:9.5rem 1fr;gap:.5rem;align-items:center}
.calendar .day{font-size:.85rem;font-variant-numeric:tabular-nums;line-height:1.2}
.calendar small{display:block}
.hours{display:flex;justify-content:space-between;padding-left:10rem;color:var(--soft);font-size:.75rem}
.hours span{width:0;display:flex;justify-content:center;white-space:nowrap}
.track{position:relative;border-bottom:1px solid var(--line);background:repeating-linear-gradient(90deg,var(--line) 0 1px,transparent 1px 25%);border-right:1px solid var(--line);min-height:30px}
.track a{position:absolute;height:22px;min-width:26px;overflow:hidden;white-space:nowrap;border-radius:4px;background:var(--v);color:var(--onBadge);font:600 .78rem/22px system-ui,sans-serif;text-align:center;text-decoration:none}
.track a:hover{text-decoration:underline}
.gaps ul{padding-left:1.1rem}
.gaps li{margin:.2rem 0}
.gaps b{margin-right:.35rem}
.controls{display:flex;flex-wrap:wrap;gap:.6rem .9rem;align-items:center;margin-bottom:1rem}
.controls label{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
.controls input{width:18rem;max-width:100%}
.controls output{color:var(--soft);font-size:.9rem}
.day>h3{display:flex;flex-wrap:wrap;gap:.2rem .7rem;align-items:baseline;margin-top:1.5rem}
.day>h3 small{font-weight:400}
`

const incident = `
.incident{border-left:5px solid var(--v);scroll-margin-top:1rem}
.incident:target{outline:2px solid var(--v)}
.meta{display:flex;flex-wrap:wrap;gap:.15rem .7rem;align-items:center;color:var(--soft);font-size:.92rem;margin-bottom:.3rem}
.meta b{color:var(--text);font-variant-numeric:tabular-nums}
.rank{font-weight:700;color:var(--text)}
.rank::before{content:"#"}
.badge{background:var(--v);color:var(--onBadge);border-radius:4px;padding:.05rem .5rem;font-weight:650;font-size:.8rem;text-transform:uppercase;letter-spacing:.04em}
.facts{margin:.7rem 0}
.facts>div{display:grid;grid-template-columns:5rem 1fr;gap:.5rem;padding:.12rem 0}
.facts dt{color:var(--soft)}
.facts .inline{display:flex;flex-wrap:wrap;gap:0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;padding:.2rem 0 .35rem;font-weight:600}
th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-top:1px solid var(--line);font-weight:400}
thead th{color:var(--soft);font-size:.85rem;border-top:0}
.number{text-align:right}
.reasons th[scope=row]{font-weight:600;width:36%}
.reasons td:first-child,.reasons td:last-child,.reasons thead th{white-space:nowrap}
.bits{width:6.5rem}
.bits i{display:block;height:4px;border-radius:2px;background:var(--v);margin-top:3px}
.steps{overflow-wrap:normal}
.steps td,.steps th{white-space:nowrap}
.steps .because{white-space:normal;min-width:16rem;overflow-wrap:anywhere}
.steps .free{white-space:normal;overflow-wrap:anywhere;min-width:12rem}
.steps .service{border-left:4px solid var(--c);padding-left:.4rem}
.scroll{overflow:auto;max-width:100%}
.scroll.tall{max-height:27rem}
.tall thead th{position:sticky;top:0;background:var(--card);box-shadow:inset 0 -1px var(--line)}
.evidence{margin-top:.8rem}
.evidence>summary{font-weight:600;color:var(--link)}
.records{margin-top:.5rem}
pre{margin:.2rem 0 .6rem;padding:.6rem .8rem;max-height:12rem;overflow:auto;background:var(--sunk);border-radius:6px;white-space:pre-wrap}
`

const graph = `
.graph{margin:.6rem 0 1rem;background:var(--sunk);border-radius:8px;padding:.4rem .8rem .8rem}
.drawing{display:grid;grid-template-columns:fit-content(15rem) minmax(0,1fr)}
.lanes{list-style:none;padding:40px .6rem 0 0;min-width:0}
.lanes li{height:26px;line-height:26px;display:flex;gap:.4rem;font-size:.9rem;white-space:nowrap;min-width:0}
.lanes code{overflow:hidden;text-overflow:ellipsis}
.lanes b{font-size:.7rem;line-height:1;align-self:center;border:1px solid var(--soft);border-radius:3px;padding:2px 4px;color:var(--text)}
.graph svg{display:block;width:100%}
.graph svg text{font:11px system-ui,"DejaVu Sans",sans-serif;fill:var(--soft);text-anchor:middle;font-variant-numeric:tabular-nums}
.lane{stroke:var(--line)}
.active{stroke:var(--soft);stroke-width:2.5;stroke-opacity:.35}
.tick{stroke:var(--soft)}
line.pause{stroke:var(--line);stroke-dasharray:2 4}
.graph svg text.pause{font-style:italic}
.arrow{stroke:var(--c);fill:var(--c);stroke-width:2}
.arrow.failed line{stroke-dasharray:4 3}
.arrow use{stroke-width:1}
.arrow.failed use{stroke-width:2}
.arrow.failed circle{fill:var(--sunk)}
#m-self{fill:none;stroke-width:2}
.graph svg .times{fill:var(--text);stroke:var(--sunk);stroke-width:3;paint-order:stroke;text-anchor:start;font-weight:600}
svg .service line{stroke:var(--c);stroke-width:5;stroke-linecap:round}
.graph svg .service text{fill:var(--c);font-weight:600}
.words{padding-left:1.1rem;font-size:.92rem}
`

const narrow = `
@media (max-width:40rem){
body{padding:0 .75rem 2rem}
.site,.gaps,.incident{padding:.8rem .8rem}
.calendar li{grid-template-columns:4.6rem 1fr}
.hours{padding-left:5.1rem}
.year{display:none}
.tiles{grid-template-columns:1fr 1fr}
.facts>div{grid-template-columns:1fr;gap:0;padding:.2rem 0}
.facts dt{font-size:.85rem}
.drawing{grid-template-columns:fit-content(9.5rem) minmax(0,1fr)}
.graph{padding:.4rem .5rem .6rem}
.lanes li{font-size:.78rem}
.reasons,.reasons caption,.reasons tbody,.reasons tr,.reasons td,.reasons th[scope=row]{display:block;width:auto}
.reasons thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.reasons tr{border-top:1px solid var(--line);padding:.5rem 0}
.reasons td,.reasons th{border:0;padding:.05rem 0}
.reasons td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}
.controls input{width:100%}
.controls label:first-child{width:100%}
}
@media print{.controls,.skip,#theme{display:none}.incident{break-inside:avoid}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`

/** The page's style sheet. */
export const style = [
  `:root{${variables.join(';')}}`,
  ...serviceRules,
  ...severityRules,
  frame,
  summary,
  incident,
  graph,
  narrow,
].join('\n')
