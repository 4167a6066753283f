import { htmlText, shorten } from '../escape.ts'

/** HTML that is known to be well formed and escaped. Only `markup` makes it. */
export class Markup {
  readonly html: string
  constructor(html: string) {
    this.html = html
  }
}

type Value = string | number | Markup | readonly Markup[]

/** The longest text from the input that is shown in one place. */
const maxText = 300

function safe(value: Value): string {
  if (value instanceof Markup) return value.html
  if (typeof value === 'object') return value.map(part => part.html).join('\n')
  return htmlText(shorten(String(value), maxText))
}

/** A template whose values are cut to a bearable length and escaped, unless they are markup themselves. */
export const markup = (parts: TemplateStringsArray, ...values: Value[]): Markup =>
  new Markup(parts.reduce((html, part, i) => `${html}${safe(values[i - 1]!)}${part}`))

export const nothing = new Markup('')
