import { expect, test } from 'vitest'
import { ack, fin, syn } from '../../src/flow/packet.ts'
import { Services } from '../../src/flow/services.ts'
import { Sides } from '../../src/flow/side.ts'

const sides = new Sides(new Services({ ssh: [2222] }))
const [tcp, udp, icmp] = [6, 17, 1]

test.each([
  ['A SYN comes from the originator, whatever the ports', tcp, syn, 22, 40000, false],
  ['A SYN-ACK comes from the responder', tcp, syn | ack, 22, 40000, true],
  ['A SYN-ACK between unknown ports comes from the responder', tcp, syn | ack, 40000, 40001, true],
  ['A SYN-ACK to a server’s port from another is a scan', tcp, syn | ack, 40000, 22, false],
  ['Mid-stream, the server’s port is the responder’s', tcp, ack, 445, 50000, true],
  ['Mid-stream, a client’s packet stays as it is', tcp, ack, 50000, 445, false],
  ['Mid-stream, the lower of two servers’ ports is the responder’s', tcp, ack, 22, 3389, true],
  ['Mid-stream, the higher of two servers’ ports is the originator’s', tcp, ack, 3389, 22, false],
  ['Mid-stream between unknown ports, the first packet’s sender stays', tcp, fin | ack, 50001, 50000, false],
  ['A port that the site added is a server’s', tcp, ack, 2222, 50000, true],
  ['Over UDP the only server’s port is the responder’s', udp, 0, 53, 40000, true],
  ['Over UDP two servers’ ports decide nothing', udp, 0, 123, 123, false],
  ['A DHCP server’s answer is the responder’s', udp, 0, 67, 68, true],
  ['ICMP types are no ports', icmp, 0, 53, 40000, false],
])('%s.', (_, protocol, flags, srcPort, dstPort, flipped) => {
  expect(sides.flipped(protocol, flags, srcPort, dstPort)).toBe(flipped)
})
