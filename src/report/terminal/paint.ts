import type { Severity } from '../../detect/finding.ts'

/** ECMA-48 "select graphic rendition" parameters. */
const codes = {
  bold: '1',
  dim: '2',
  critical: '1;97;41',
  high: '1;31',
  medium: '33',
  low: '36',
  info: '2',
} satisfies Record<Severity, string> & Record<string, string>

export type Paint = (style: keyof typeof codes, text: string) => string

/** Puts colours around text, or leaves it as it is. */
export const painter = (color: boolean): Paint =>
  color ? (style, text) => `\x1b[${codes[style]}m${text}\x1b[0m` : (_style, text) => text
