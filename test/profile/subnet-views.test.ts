import { expect, test } from 'vitest'
import { SubnetViews } from '../../src/profile/subnet-views.ts'

/** Addresses are numbers, a hundred a subnet. */
type Links = readonly (readonly [src: number, dst: number])[]

/** On which of days 10 to 14 subnet 5 was new, where there is other traffic from `first` on, and these links on day 10 and after. */
function newOn(links: Links, first = 0, established = 1): number[] {
  const views = new SubnetViews(address => Math.floor(address / 100))
  const common = { service: 1, flows: 1, first: 0, hours: 0, space: '' }
  const link = (day: number, src: number, dst: number, established: number) =>
    views.add({ ...common, day, src, dst, srcAddress: src, dstAddress: dst, established, failed: 0 })
  for (let day = first; day < 15; day++) {
    link(day, 1, 101, 1)
    if (day >= 10) for (const [src, dst] of links) link(day, src, dst, established)
  }
  views.seal()
  return [10, 11, 12, 13, 14].filter(day => views.isNew(510, '', day))
}

const hosts = [1, 2, 3, 4, 5]
const each = (link: (host: number) => readonly [number, number]): Links => hosts.map(link)
const shown = [10, 11, 12]

test.each<[string, number[], number[]]>([
  ['whose hosts act as clients comes into view', newOn(each(host => [500 + host, 101])), shown],
  ['whose hosts are used by several comes into view', newOn([1, 2, 3, 4].flatMap(by => each(host => [by, 500 + host]))), shown],
  ['that one host searches does not', newOn(each(host => [1, 500 + host])), []],
  ['that two search does not', newOn([1, 2].flatMap(by => each(host => [by, 500 + host]))), []],
  ['that does not answer does not', newOn(each(host => [500 + host, 101]), 0, 0), []],
  ['with one host does not', newOn([[501, 101], [1, 501], [2, 501]]), []],
  ['that was there from the start is not new', newOn(each(host => [500 + host, 101]), 8), []],
])('A subnet %s.', (_, days, expected) => expect(days).toEqual(expected)) // prettier-ignore
