import type { Cells } from './cells.ts'

/** AF_INET, and AF_INET6 as Linux, FreeBSD and macOS number it; then numbers alone. */
const row = /^(2|10|28|30)(\|\d+){21}(\|\d+\|\d+)?$/

/** Whether a line is of `nfdump -o pipe`: 22 numbers since 1.7, 24 before, which has seconds and milliseconds apart. */
export const isPipe = (line: string): boolean => row.test(line)

/** Fills the cells from such a line: family, times, protocol, source, target, AS numbers, interfaces, flags, TOS, counts. */
export function readPipe(line: string, cells: Cells): Cells {
  const numbers = line.split('|')
  const isIp4 = numbers[0] === '2'
  const [start, end] =
    numbers.length === 22
      ? numbers.slice(1, 3)
      : [time(numbers[1]!, numbers[2]!), time(numbers[3]!, numbers[4]!)]
  const rest = numbers.slice(numbers.length - 19)
  cells.start = start!
  cells.end = end!
  cells.protocol = rest[0]!
  cells.src = address(rest.slice(1, 5), isIp4)
  cells.srcPort = rest[5]!
  cells.dst = address(rest.slice(6, 10), isIp4)
  ;[cells.dstPort, cells.srcAs, cells.dstAs, cells.inInterface, cells.outInterface] = rest.slice(
    10,
    15,
  ) as Five
  cells.flags = `0x${(Number(rest[15]) & 255).toString(16)}`
  cells.packets = rest[17]!
  cells.bytes = rest[18]!
  return cells
}

type Five = [string, string, string, string, string]

const time = (seconds: string, milliseconds: string): string => `${seconds}.${milliseconds.padStart(3, '0')}`

/** Four words of 32 bits, of which IPv4 has the last. */
function address(words: readonly string[], isIp4: boolean): string {
  const [a, b, c, d] = words.map(word => Number(word) >>> 0) as [number, number, number, number]
  if (isIp4) return [d >>> 24, (d >>> 16) & 255, (d >>> 8) & 255, d & 255].join('.')
  return [a, b, c, d]
    .flatMap(word => [word >>> 16, word & 0xffff])
    .map(group => group.toString(16))
    .join(':')
}
