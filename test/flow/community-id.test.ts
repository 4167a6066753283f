import { expect, test } from 'vitest'
import { communityId } from '../../src/flow/community-id.ts'
import { ip4Number, ip6Words } from '../../src/lib/address.ts'

const words = (text: string) => (text.includes(':') ? ip6Words(text) : ip4Number(text))

/** From the specification's own table for seed 0. */
test.each([
  ['1:LQU9qZlK+B5F3KDmev6m5PMibrg=', 6, '128.232.110.120', 34855, '66.35.250.204', 80],
  ['1:LQU9qZlK+B5F3KDmev6m5PMibrg=', 6, '66.35.250.204', 80, '128.232.110.120', 34855],
  ['1:d/FP5EW3wiY1vCndhwleRRKHowQ=', 17, '192.168.1.52', 54585, '8.8.8.8', 53],
  ['1:d/FP5EW3wiY1vCndhwleRRKHowQ=', 17, '8.8.8.8', 53, '192.168.1.52', 54585],
  [
    '1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=',
    ...([6, '2001:470:e5bf:dead:4957:2174:e82c:4887', 63943, '2607:f8b0:400c:c03::1a', 25] as const),
  ],
  ['1:X0snYXpgwiv9TZtqg64sgzUn6Dk=', 1, '192.168.0.89', 8, '192.168.0.1', 0],
  ['1:X0snYXpgwiv9TZtqg64sgzUn6Dk=', 1, '192.168.0.1', 0, '192.168.0.89', 8],
  ['1:YHxtAirCG//0OzkcVAukqKQN9xM=', 1, '10.0.0.1', 11, '10.0.0.2', 0],
  ['1:dGHyGvjMfljg6Bppwm3bg0LO8TY=', 58, 'fe80::200:86ff:fe05:80da', 135, 'fe80::260:97ff:fe07:69ea', 136],
  ['1:dGHyGvjMfljg6Bppwm3bg0LO8TY=', 58, 'fe80::260:97ff:fe07:69ea', 136, 'fe80::200:86ff:fe05:80da', 135],
  ['1:zavyT/cezQr1fmImYCwYnMXbgck=', 58, 'fe80::260:97ff:fe07:69ea', 135, 'fe80::200:86ff:fe05:80da', 136],
  ['1:2ObVBgIn28oZvibYZhZMBgh7WdQ=', 58, '3ffe:501:1800:2345::2', 3, '3ffe:507:0:1:200:86ff:fe05:80da', 0],
  [
    '1:hLZd0XGWojozrvxqE0dWB1iM6R0=',
    58,
    '3ffe:501:410:0:2c0:dfff:fe47:33e',
    1,
    '3ffe:507:0:1:200:86ff:fe05:80da',
    4,
  ],
  ['1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=', 132, '192.168.170.8', 7, '192.168.170.56', 7],
  ['1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=', 132, '192.168.170.56', 7, '192.168.170.8', 7],
  ['1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=', 46, '10.1.12.1', 0, '10.1.12.2', 0],
])(
  'The Community ID %s is that of protocol %i, %s:%i and %s:%i.',
  (id, protocol, src, srcPort, dst, dstPort) => {
    expect(communityId(words(src), words(dst), srcPort, dstPort, protocol)).toBe(id)
  },
)

test('An echo request of type 8 and code 0 has the id that its type and answering type give.', () => {
  const [a, b] = [words('192.168.0.89'), words('192.168.0.1')]
  expect(communityId(b, a, 0, 0, 1)).toBe(communityId(b, a, 0, 8, 1))
})
