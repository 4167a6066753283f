import { expect, test } from 'vitest'
import { HostNames, type NameSource } from '../../src/flow/host-names.ts'
import { moves } from '../../src/inputs/moves.ts'
import type { Place } from '../../src/inputs/place.ts'
import { residents } from '../../src/inputs/residents.ts'

const day = 86_400
const hour = 3600

/** From when to when, in hours, a host logged in at an address on some nights; addresses below 100 are IPv4, hundreds are IPv6 networks. */
type LogIn = readonly [
  nights: string,
  name: string,
  address: number,
  from: number,
  to: number,
  by?: NameSource,
]

const place = (address: number): Place =>
  address < 100
    ? { kind: '4', network: String(address) }
    : { kind: '6', network: String(Math.floor(address / 100)) }

/** Who had which address, as `name@address 01T07:50` of January, and how many names were at once where. */
function told(logins: readonly LogIn[]) {
  const names = new HostNames()
  for (const [nights, name, address, from, to, by = 'account'] of logins)
    for (const night of nights)
      for (const at of [from, to]) names.add('', address, name, by, Number(night) * day + at * hour, 0, true)
  const { sightings, shared } = residents(names.sightings(), place)
  const text = ({ sighting: { key, address }, known, from }: ReturnType<typeof moves>[number]) =>
    `${known ? key : '?'}@${address} ${new Date(from * 1000).toISOString().slice(8, 16)}`
  return {
    told: moves(
      sightings,
      () => false,
      (_space, _address, ts) => ts,
    )
      .map(text)
      .sort(),
    shared: [...shared.values()].map(({ address, names }) => `${address}: ${names}`),
  }
}

const week = '01234'

test.each<[string, LogIn[], string[], string[]]>([
  ['a host that never moves changes nothing', [[week, 'A', 1, 8, 17]], [], []],
  [
    'hosts that move at night are told, from shortly before they log in until they should have done so again',
    [['0246', 'A', 1, 8, 17], ['1357', 'A', 2, 8, 17], ['0246', 'B', 2, 9, 16], ['1357', 'B', 1, 9, 16]],
    [
      ...['?@1 01T00:00', 'a@1 01T07:50', '?@1 02T03:00', 'b@1 02T08:50', '?@1 03T02:00', 'a@1 03T07:50'],
      ...['?@2 01T00:00', 'b@2 01T08:50', '?@2 02T02:00', 'a@2 02T07:50', '?@2 03T03:00', 'b@2 03T08:50'],
    ],
    [],
  ],
  [
    'a host that moves by day is where it logs in',
    [[week, 'A', 1, 8, 10], [week, 'A', 2, 11, 17]], ['a@1 01T08:00', 'a@2 01T11:00', 'a@1 02T08:00'], [],
  ],
  [
    'an account that is used elsewhere while its host is at its place joins nothing',
    [[week, 'A', 1, 8, 17], ['123', 'A', 2, 12, 12]], [], [],
  ],
  ['nor where nothing tells which of two places is its own', [[week, 'A', 1, 8, 17], [week, 'A', 2, 12, 12]], [], []],
  [
    'a pool’s addresses are told however rare log-ins are, where three hosts of other addresses came there',
    [['0', 'A', 1, 8, 9], ['4', 'B', 1, 8, 9], ['8', 'C', 1, 8, 9], ['12', 'A', 2, 8, 9], ['12', 'B', 3, 8, 9], ['12', 'C', 4, 8, 9]],
    ['?@1 01T00:00', 'a@1 01T07:50', '?@1 01T19:00', 'b@1 05T07:50', '?@1 05T19:00', 'c@1 09T07:50', '?@1 09T19:00'], [],
  ],
  [
    'a client’s own word counts once where the host has had three addresses',
    ['1234', '2341', '3412', '4123'].flatMap((nights, i) => [...nights].map((night, j): LogIn => [night, `H${i}`, j + 1, 8, 8, 'ntlm-client'])),
    ['h0@1 02T07:50', 'h3@1 05T07:50', 'h1@1 03T07:50', 'h2@4 03T07:50'], [],
  ],
  ['nor does a name that comes to another address now and then', [[week, 'A', 1, 8, 17], ['57', 'A', 2, 8, 17]], [], []],
  ['nor a name that was used once', [['024', 'A', 1, 8, 17], ['1', 'KALI', 1, 3, 3]], [], []],
  [
    'an address with several names at once is nobody’s, and is told',
    [[week, 'A', 1, 8, 17], [week, 'B', 1, 9, 12], [week, 'C', 1, 10, 11], ['678', 'A', 2, 8, 17]], [], ['1: 3'],
  ],
  [
    'a name at many places on one day is no host’s',
    [...Array.from({ length: 9 }, (_, i): LogIn => ['0123', 'SVC', i, i, i]), ['4567', 'SVC', 1, 1, 1]], [], [],
  ],
  [
    'what a client says of itself counts where no account tells',
    [['0123', 'A', 1, 8, 17], ['0', 'X', 1, 9, 10, 'ntlm-client'], ['4567', 'A', 2, 8, 17, 'ntlm-client']],
    ['a@1 01T08:00', 'a@1 02T08:00', 'a@1 03T08:00'], [],
  ],
  [
    'nor does it where it is given once, and others are too',
    [['0246', 'A', 1, 8, 8, 'ntlm-client'], ['1357', 'B', 1, 8, 8, 'ntlm-client'], [week, 'A', 2, 9, 17]], [], [],
  ],
  [
    'a host has addresses of both kinds at once, and of one network as many as it makes up',
    [[week, 'A', 1, 8, 17], [week, 'A', 101, 8, 17], [week, 'A', 102, 9, 17]],
    ['a@1 01T08:00', 'a@101 01T08:00', 'a@102 01T09:00'], [],
  ],
])('Of log-ins by host names, %s.', (_, logins, expected, shared) => {
  for (const order of [logins, logins.toReversed()]) {
    const found = told(order)
    expect(found.shared).toEqual(shared)
    if (expected.length) expect(found.told).toEqual(expect.arrayContaining(expected))
    else expect(found.told).toEqual([])
  }
}) // prettier-ignore
