import { expect } from 'vitest'
import type { Event } from '../../../src/flow/event.ts'
import type { ConversationFlow, Converse } from '../../../src/read/dissect/conversation.ts'
import { converse } from '../../../src/read/dissect/converse.ts'
import { shared, testShared } from '../../helpers.ts'
import { captureBytes, followedBy, newContext } from '../pcap-helpers.ts'

interface Segment {
  readonly fromSrc: boolean
  readonly seq: number
  readonly bytes: Uint8Array
}

interface Recorded {
  readonly flow: ConversationFlow
  readonly segments: Segment[]
}

/** The TCP payload of a capture's flows, as the dissectors get it. */
function record(path: string): Recorded[] {
  const bytes = captureBytes(shared(path))
  const recorded: Recorded[] = []
  const converse: Converse = flow => {
    const segments: Segment[] = []
    if (flow.protocol === 6) recorded.push({ flow, segments })
    return {
      segment: (fromSrc, seq, bytes) => void segments.push({ fromSrc, seq, bytes: bytes.slice() }),
      datagram() {},
      finish() {},
      service: 0,
      done: false,
    }
  }
  followedBy(converse, bytes, newContext())
  return recorded
}

function eventsOf({ flow, segments }: Recorded, order: readonly Segment[] = segments): string[] {
  const events: Event[] = []
  const conversation = converse({ ...flow, context: newContext(), emit: event => void events.push(event) })
  for (const { fromSrc, seq, bytes } of order)
    if (!conversation.done) conversation.segment(fromSrc, seq, bytes, 0, 1)
  conversation.finish(1)
  // Which attempt of an SSH login fails is told by how the server cut its packets: see SshLogin.
  return events
    .filter(({ detail }) => detail.inferred === undefined)
    .map(({ kind, user, outcome, detail }) => `${kind} ${user} ${outcome} ${JSON.stringify(detail)}`)
}

let seed = 1
const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below

/** The same bytes in pieces of random sizes. */
function recut(segments: readonly Segment[], most: number): Segment[] {
  return segments.flatMap(({ fromSrc, seq, bytes }) => {
    const pieces: Segment[] = []
    for (let at = 0; at < bytes.length;) {
      const length = 1 + random(most)
      pieces.push({ fromSrc, seq: (seq + at) >>> 0, bytes: bytes.subarray(at, at + length) })
      at += length
    }
    return pieces
  })
}

/** Within what one side says before the other speaks again (100 pieces of it), in random order; some pieces twice. */
function shuffled(segments: readonly Segment[]): Segment[] {
  const out: Segment[] = []
  for (let from = 0; from < segments.length;) {
    let to = from
    while (to < segments.length && to < from + 100 && segments[to]!.fromSrc === segments[from]!.fromSrc) to++
    const burst = segments.slice(from, to)
    for (let i = burst.length - 1; i > 0; i--) {
      const j = random(i + 1)
      ;[burst[i], burst[j]] = [burst[j]!, burst[i]!]
    }
    out.push(...burst.flatMap(piece => (random(5) === 0 ? [piece, piece] : [piece])))
    from = to
  }
  return out
}

const captures = [
  'corpora/zeek-pairs/scripts.base.protocols.ssh.mlkem_kex/ssh_kex_mlkem.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.rdp.rdp-unknown-keyboard/rdp-unknown-keyboard.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.rfb.rfb-apple-remote-desktop/vncmac.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.smb.smb1-transaction2-request/smb1_transaction2_request.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.smb.smb3-multichannel/smb3_multichannel.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.dce-rpc.dce-rpc-backing-size/20-fids.pcap',
  'corpora/technique/sv-psexec-svcctl/20171220_smb_psexec_mimikatz_ticket_dump-s2.pcap',
  'corpora/technique/sv-dcom-mmc/input.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.rdp.rdp-to-ssl/rdp-to-ssl.pcap',
  'corpora/zeek-pairs/scripts.base.protocols.websocket.wstunnel-ssh/wstunnel-ssh.pcap',
  'corpora/dpd/arkime/ldap-simpleauth.pcap',
  'corpora/dpd/arkime/krb5-tcp.pcap',
]

testShared.each(captures)(
  '%s: cutting and shuffling its segments changes no event',
  { timeout: 60_000 },
  path => {
    let said = 0
    for (const recorded of record(path)) {
      const { flow, segments } = recorded
      // Without the handshake the first segment seen begins the stream, so that the first one must stay the first.
      if (flow.srcSeq === undefined || flow.dstSeq === undefined) continue
      const events = eventsOf(recorded)
      said += events.length
      for (const most of [1, 7, 100, 3000]) {
        expect(eventsOf(recorded, recut(segments, most))).toEqual(events)
        expect(eventsOf(recorded, shuffled(recut(segments, Math.max(most, 50))))).toEqual(events)
      }
    }
    expect(said).toBeGreaterThan(0)
  },
)

testShared.each(captures)('%s: with bytes changed at random, nothing but the events changes', path => {
  for (const recorded of record(path))
    for (let round = 0; round < 10; round++) {
      const segments = recorded.segments.slice(0, 200).map(segment => {
        const bytes = segment.bytes.slice()
        for (let i = random(4); i > 0; i--) bytes[random(bytes.length)] = random(256)
        return { ...segment, bytes }
      })
      expect(() => eventsOf(recorded, segments)).not.toThrow()
    }
})

testShared.each(captures)('%s: with segments lost, nothing but the events changes', path => {
  for (const recorded of record(path))
    for (let round = 0; round < 10; round++) {
      const segments = recorded.segments.slice(0, 400).filter(() => random(10) > 0)
      expect(() => eventsOf(recorded, segments)).not.toThrow()
    }
})
