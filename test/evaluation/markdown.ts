/** A Markdown table with a line end behind it: a head, and rows of as many cells. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i ? '--:' : '---')), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')
