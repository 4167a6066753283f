import { expect, test } from 'vitest'
import { HostNames } from '../../src/flow/host-names.ts'
import { registered } from '../../src/inputs/registered.ts'

const day = 86_400
const hour = 3600

/** On which days a name server said from that hour on that a name had an address. */
type Said = readonly [days: string, name: string, address: number, hour?: number]

/** Who came to which address, as `name@address 01T07` of January, where addresses begin to work an hour before they are named. */
function told(said: readonly Said[]): string[] {
  const names = new HostNames()
  for (const [days, name, address, at = 8] of said)
    for (const on of days) names.add('', address, name, 'dns', Number(on) * day + at * hour)
  return registered(names.registered(), (_space, _address, ts) => ts - hour)
    .map(
      ({ from, sighting: { key, address } }) =>
        `${key}@${address} ${new Date(from * 1000).toISOString().slice(8, 13)}`,
    )
    .sort()
}

test('Names that go from address to address tell who came when, also where old ones are said on.', () => {
  const said: Said[] = [
    ['0', 'a', 1], ['1', 'a', 1, 1], ['1', 'a', 2], ['2', 'a', 2, 1], ['2', 'a', 1],
    ['0', 'b', 2], ['1', 'b', 2, 1], ['1', 'b', 1], ['2', 'b', 1, 1], ['2', 'b', 2],
  ] // prettier-ignore
  const expected = ['a@1 01T07', 'a@1 03T07', 'a@2 02T07', 'b@1 02T07', 'b@2 01T07', 'b@2 03T07']
  for (const order of [said, said.toReversed()]) expect(told(order)).toEqual(expected)
})

test.each<[string, Said[]]>([
  ['that stay where they are', [['0123', 'a', 1], ['0123', 'b', 2]]],
  ['that go round beside one that stays', [['0123', 'db1', 1], ['0123', 'db2', 2], ['02', 'db', 1], ['13', 'db', 2]]],
  ['of several addresses at once', [['0123', 'web', 1], ['0123', 'web', 2]]],
])('Names %s tell nothing.', (_, said) => {
  expect(told(said)).toEqual([])
}) // prettier-ignore
