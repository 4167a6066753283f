const quote = '"'

/**
 * The cells of one line of comma-separated values (RFC 4180; `;` and `|` are as good); undefined where a quote is not closed.
 * A quoted cell does not go over the end of its line: no log has such texts.
 */
export function csvCells(line: string, separator: string): string[] | undefined {
  const cells: string[] = []
  for (let at = 0; ;) {
    if (line[at] === quote) {
      const end = closing(line, at + 1)
      if (end < 0) return undefined
      cells.push(line.slice(at + 1, end).replaceAll('""', quote))
      at = line.indexOf(separator, end)
    } else {
      const end = line.indexOf(separator, at)
      cells.push(line.slice(at, end < 0 ? line.length : end))
      at = end
    }
    if (at < 0) return cells
    at++
  }
}

/** Where the quote is that ends a cell: one that is not doubled. */
function closing(line: string, from: number): number {
  let at = line.indexOf(quote, from)
  while (at >= 0 && line[at + 1] === quote) at = line.indexOf(quote, at + 2)
  return at
}
