/** Letters that terminals draw two columns wide (Unicode East Asian Width W and F, in blocks). */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const mark = /\p{M}/u

const charWidth = (character: string): number => (mark.test(character) ? 0 : wide.test(character) ? 2 : 1)

/** Columns that a text without controls takes on a terminal. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += charWidth(character)
  return width
}

/** A word in pieces of at most `width` columns. */
function pieces(word: string, width: number): string[] {
  if (columns(word) <= width) return [word]
  const parts = ['']
  let used = 0
  for (const character of word) {
    const own = charWidth(character)
    if (used + own > width) {
      parts.push('')
      used = 0
    }
    parts[parts.length - 1] += character
    used += own
  }
  return parts
}

/** Lines of at most `width` columns, broken at spaces, and inside a word only where it is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap(part => pieces(part, width))) {
    if (line && columns(line) + 1 + columns(word) > width) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
