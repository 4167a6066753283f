import { ethernetFrame, ip4Packet, tcpSegment, udpDatagram } from '../pcap-helpers.ts'

export const hex = (text: string): number[] =>
  text
    .replace(/[^0-9a-f]/g, '')
    .match(/../g)
    ?.map(byte => parseInt(byte, 16)) ?? []

/** The packet in the middle of every frame here: a SYN to port 22. */
export const inner = ip4Packet('10.0.0.1', '10.0.0.2', 6, tcpSegment(40000, 22, 'S'))
export const ip6 = (next: string, payload: number[]): number[] => [
  ...hex(`60000000 ${payload.length.toString(16).padStart(4, '0')} ${next} 40`),
  ...hex('20010db8000000000000000000000001 20010db8000000000000000000000002'),
  ...payload,
]
const inner6 = ip6('06', tcpSegment(40000, 22, 'S'))
export const ethernetInner = ethernetFrame(0x800, inner)
export const udp = (port: number, payload: number[]) =>
  ip4Packet('1.1.1.1', '2.2.2.2', 17, udpDatagram(40001, port, payload))
const gre = (header: string, payload: number[]) =>
  ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex(header), ...payload])
const mac = '020000000001 020000000002'
const snap = 'aaaa03000000 0800'
/** An 802.11 data frame to an access point, before its LLC. */
const wlan = `0801 0000 020000000003 ${mac} 0000`
const radiotap = '00 00 0900 02000000 00'
const erf = (type: string) => `0000000000000000 ${type} 04 0044 0000 0034`

/** A name, a link type, a frame, and the tunnels that it has around the SYN. */
export const frames: [string, number, number[], string][] = [
  ['Ethernet', 1, ethernetInner, ''],
  ['802.3 with SNAP', 1, [...ethernetFrame(0x40, hex('aaaa03000000 0800')), ...inner], ''],
  ['a VLAN', 1, ethernetFrame(0x8100, [...hex('0064 0800'), ...inner]), ''],
  ['two VLANs', 1, ethernetFrame(0x88a8, [...hex('0064 8100 00c8 0800'), ...inner]), ''],
  ['MPLS', 1, ethernetFrame(0x8847, [...hex('00064000 000c8140'), ...inner]), ''],
  ['an MPLS pseudowire', 1, ethernetFrame(0x8847, [...hex('00064140 00000000'), ...ethernetInner]), ''],
  ['PPPoE', 1, ethernetFrame(0x8864, [...hex('1100 0001 002a 0021'), ...inner]), ''],
  ['FabricPath', 1, ethernetFrame(0x8903, [...hex('0040'), ...ethernetInner]), ''],
  ['Linux cooked', 113, [...hex('0000 0001 0006 0000000000000000 0800'), ...inner], ''],
  ['Linux cooked 2', 276, [...hex('0800 0000 00000002 0001 00 06 0000000000000000'), ...inner], ''],
  ['raw IP', 101, inner, ''],
  ['raw IPv6', 101, inner6, ''],
  ['loopback, little-endian', 0, [...hex('02000000'), ...inner], ''],
  ['loopback, big-endian', 0, [...hex('00000002'), ...inner], ''],
  ['loopback of OpenBSD', 108, [...hex('00000018'), ...inner6], ''],
  ['PPP in HDLC framing', 50, [...hex('ff03 0021'), ...inner], ''],
  ['PPP', 9, [...hex('0021'), ...inner], ''],
  ['Cisco HDLC', 104, [...hex('0f00 0800'), ...inner], ''],
  ['FDDI', 10, [...hex('50 020000000001 020000000002 aaaa03000000 0800'), ...inner], ''],
  [
    'IPv6 with extension headers',
    101,
    ip6('00', [...hex('3c00 010400000000'), ...hex('0600 010400000000'), ...tcpSegment(40000, 22, 'S')]),
    '',
  ],
  [
    'IPv6 with an authentication header',
    101,
    ip6('33', [
      ...hex('06 04 0000 00000001 00000001 000000000000000000000000'),
      ...tcpSegment(40000, 22, 'S'),
    ]),
    '',
  ],
  [
    'IPv6 with a fragment header of a whole packet',
    101,
    ip6('2c', [...hex('06 00 0000 00000007'), ...tcpSegment(40000, 22, 'S')]),
    '',
  ],
  ['IP in IP', 101, ip4Packet('1.1.1.1', '2.2.2.2', 4, inner), 'ipip'],
  ['IPv6 in IP', 101, ip4Packet('1.1.1.1', '2.2.2.2', 41, inner6), '6in4'],
  ['GRE', 101, ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex('0000 0800'), ...inner]), 'gre'],
  [
    'GRE with key and sequence',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex('3000 6558 00000007 00000001'), ...ethernetInner]),
    'gre',
  ],
  [
    'PPTP',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [
      ...hex('3081 880b 002c 0001 00000001 00000001 ff03 0021'),
      ...inner,
    ]),
    'gre',
  ],
  [
    'ERSPAN II',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex('1000 88be 00000001 1001000000000000'), ...ethernetInner]),
    'erspan',
  ],
  [
    'ERSPAN III',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [
      ...hex('1000 22eb 00000001 200100000000000000000000'),
      ...ethernetInner,
    ]),
    'erspan',
  ],
  [
    'GRE in GRE',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [
      ...hex('0000 0800'),
      ...ip4Packet('3.3.3.3', '4.4.4.4', 47, [...hex('0000 0800'), ...inner]),
    ]),
    'gre, gre',
  ],
  ['VXLAN', 101, udp(4789, [...hex('08000000 00002a00'), ...ethernetInner]), 'vxlan:42'],
  ['Geneve', 101, udp(6081, [...hex('0100 6558 00002a00 00000000'), ...ethernetInner]), 'geneve:42'],
  ['GTP', 101, udp(2152, [...hex('30ff 0028 00000001'), ...inner]), 'gtp'],
  [
    'GTP with an extension',
    101,
    udp(2152, [...hex('36ff 0030 00000001 0001 00 85 01000900'), ...inner]),
    'gtp',
  ],
  ['Teredo', 101, udp(3544, [...hex('0000 000102030405'), ...inner6]), 'teredo'],

  ['GRE over IPv6', 101, ip6('2f', [...hex('0000 0800'), ...inner]), 'gre'],
  ['802.11 frames in GRE', 101, gre(`0000 8210 ${wlan} ${snap}`, inner), 'gre'],
  [
    'a service header in GRE',
    101,
    gre('0000 894f 0fc6 01 01 00000100 00000000 00000000 00000000 00000000', inner),
    'gre',
  ],
  ['ERSPAN I', 101, gre('0000 88be', ethernetInner), 'erspan'],
  ['IPv4 in IPv6', 101, ip6('04', inner), '4in6'],
  ['IPv6 in IPv6', 101, ip6('29', inner6), '6in6'],
  ['Ethernet in IP', 101, ip4Packet('1.1.1.1', '2.2.2.2', 97, [...hex('3000'), ...ethernetInner]), 'etherip'],
  ['MPLS in IP', 101, ip4Packet('1.1.1.1', '2.2.2.2', 137, [...hex('000c8140'), ...inner]), 'mpls'],
  ['MPLS in UDP', 101, udp(6635, [...hex('000c8140'), ...inner]), 'mpls'],
  [
    'an authentication header',
    101,
    ip4Packet('10.0.0.1', '10.0.0.2', 51, [
      ...hex('06 04 0000 00000001 00000001 000000000000000000000000'),
      ...tcpSegment(40000, 22, 'S'),
    ]),
    '',
  ],
  ['VXLAN with a group policy', 101, udp(4789, [...hex('88000001 00002a00'), ...ethernetInner]), 'vxlan:42'],
  ['VXLAN-GPE', 101, udp(4790, [...hex('0c000001 00002a00'), ...inner]), 'vxlan:42'],
  ['L2TP', 101, udp(1701, [...hex('4002 0036 0001 0002 ff03 0021'), ...inner]), 'l2tp'],
  [
    'L2TP with sequence and offset',
    101,
    udp(1701, [...hex('0a02 0001 0002 0001 0000 0002 0000 ff03 0021'), ...inner]),
    'l2tp',
  ],
  ['LISP', 101, udp(4341, [...hex('80000001 00000001'), ...inner]), 'lisp'],
  ['mirrored frames (TZSP)', 101, udp(37008, [...hex('01 00 0001 0a01c4 01'), ...ethernetInner]), 'tzsp'],
  ['CAPWAP', 101, udp(5247, [...hex('00100000 00000000'), ...ethernetInner]), 'capwap'],
  ['CAPWAP of 802.11', 101, udp(5247, [...hex(`00100300 00000000 ${wlan} ${snap}`), ...inner]), 'capwap'],
  [
    'CAPWAP of 802.11 as Cisco swaps it',
    101,
    udp(5247, [...hex(`00100300 00000000 ${wlan.replace('0801', '0108')} ${snap}`), ...inner]),
    'capwap',
  ],
  [
    'a pseudowire without a control word',
    1,
    ethernetFrame(0x8847, [...hex('00064140'), ...ethernetInner]),
    '',
  ],
  [
    'a pseudowire of an address that looks like IPv4',
    1,
    ethernetFrame(0x8847, [...hex('00064140 45000000 0001'), ...ethernetInner.slice(6)]),
    '',
  ],
  ['802.3 with IP in LLC', 1, [...ethernetFrame(0x2b, hex('060603')), ...inner], ''],
  ['MACsec without encryption', 1, ethernetFrame(0x88e5, [...hex('0000 00000001 0800'), ...inner]), ''],
  [
    'MACsec with a channel',
    1,
    ethernetFrame(0x88e5, [...hex('2000 00000001 0200000000010001 0800'), ...inner]),
    '',
  ],
  ['a provider backbone bridge', 1, ethernetFrame(0x88e7, [...hex('00000064'), ...ethernetInner]), ''],
  ['Cisco metadata', 1, ethernetFrame(0x8909, [...hex('0101 0001 0007 0800'), ...inner]), ''],
  ['a VN tag', 1, ethernetFrame(0x8926, [...hex('00010000 0800'), ...inner]), ''],
  ['a redundancy tag', 1, ethernetFrame(0xf1c1, [...hex('0000 0001 0800'), ...inner]), ''],
  ['a ring’s redundancy tag', 1, ethernetFrame(0x892f, [...hex('1034 0001 0800'), ...inner]), ''],
  ['TRILL', 1, ethernetFrame(0x22f3, [...hex('0005 0001 0002'), ...ethernetInner]), ''],
  ['token ring', 6, [...hex(`10 40 ${mac} ${snap}`), ...inner], ''],
  [
    'token ring with a route',
    6,
    [...hex(`10 40 020000000001 820000000002 0630 0011 0020 ${snap}`), ...inner],
    '',
  ],
  ['ARCNET as BSD writes it', 7, [...hex('01 02 d4 00 0001'), ...inner], ''],
  ['ARCNET as Linux writes it', 129, [...hex('01 02 0000 d4 00 0001'), ...inner], ''],
  ['SLIP', 8, [...hex('00 45 0000000000000000000000000000'), ...inner], ''],
  ['ATM', 100, [...hex(snap), ...inner], ''],
  ['ATM with bridged Ethernet', 100, [...hex('aaaa030080c2 0007 0000'), ...ethernetInner], ''],
  ['IP over ATM on Linux', 106, [...hex(snap), ...inner], ''],
  ['SunATM', 123, [...hex(`02 00 0064 ${snap}`), ...inner], ''],
  ['SunATM with LAN emulation', 123, [...hex('01 00 0064 0001'), ...ethernetInner], ''],
  ['IP over Fibre Channel', 122, [...hex(`1000 020000000001 1000 020000000002 ${snap}`), ...inner], ''],
  ['FireWire', 138, [...hex('0200000000000001 0200000000000002 0800'), ...inner], ''],
  ['frame relay', 107, [...hex('1841 03 cc'), ...inner], ''],
  ['frame relay with SNAP', 107, [...hex('1841 03 00 80 000000 0800'), ...inner], ''],
  ['frame relay with bridged Ethernet', 107, [...hex('1841 03 00 80 0080c2 0007'), ...ethernetInner], ''],
  ['frame relay as Cisco does it', 107, [...hex('1841 0800'), ...inner], ''],
  ['multilink frame relay', 182, [...hex('c001 1841 03 cc'), ...inner], ''],
  ['frame relay with a direction', 206, [...hex('00 1841 03 cc'), ...inner], ''],
  ['Cisco HDLC with a direction', 205, [...hex('00 0f00 0800'), ...inner], ''],
  ['PPP with a direction', 204, [...hex('00 ff03 0021'), ...inner], ''],
  ['PPP of pppd', 166, [...hex('0003 0021'), ...inner], ''],
  ['PPP with bridged Ethernet', 9, [...hex('ff03 0031 00 01'), ...ethernetInner], ''],
  ['PPP multilink', 9, [...hex('ff03 003d c0000001 0021'), ...inner], ''],
  ['802.11', 105, [...hex(`${wlan} ${snap}`), ...inner], ''],
  [
    '802.11 from one access point to another',
    105,
    [...hex(`0803 0000 020000000003 ${mac} 0000 020000000004 ${snap}`), ...inner],
    '',
  ],
  [
    '802.11 with quality of service',
    105,
    [...hex(`8802 0000 020000000003 ${mac} 0000 0000 ${snap}`), ...inner],
    '',
  ],
  [
    '802.11 with the HT control field',
    105,
    [...hex(`8881 0000 020000000003 ${mac} 0000 0000 00000000 ${snap}`), ...inner],
    '',
  ],
  [
    'an 802.11 aggregate',
    105,
    [...hex(`8801 0000 020000000003 ${mac} 0000 8000 ${mac} 0030 ${snap}`), ...inner],
    '',
  ],
  [
    'protected 802.11 that the driver decrypted',
    105,
    [...hex(`${wlan.replace('0801', '0841')} ${snap}`), ...inner],
    '',
  ],
  ['radiotap', 127, [...hex(`${radiotap} ${wlan} ${snap}`), ...inner], ''],
  [
    'radiotap with a time, padding and a checksum',
    127,
    [
      ...hex(
        `00 00 1900 03000080 00000000 00000000 0000000000000000 30 ${wlan.replace('0801', '8801')} 0000 0000 ${snap}`,
      ),
      ...inner,
      1,
      2,
      3,
      4,
    ],
    '',
  ],
  ['Prism', 119, [...hex(`44000000 90000000 ${'00'.repeat(136)} ${wlan} ${snap}`), ...inner], ''],
  ['AVS', 163, [...hex(`80211001 00000010 0000000000000000 ${wlan} ${snap}`), ...inner], ''],
  ['PPI', 192, [...hex(`00 00 0800 69000000 ${wlan} ${snap}`), ...inner], ''],
  ['PKTAP', 258, [...hex(`6c000000 01000000 01000000 ${'00'.repeat(96)}`), ...ethernetInner], ''],
  ['NFLOG', 239, [...hex('02 00 0000 0600 0a00 0001 0000 2c00 0900'), ...inner], ''],
  ['a packet filter’s log', 117, [...hex(`3d 02 00 00 ${'00'.repeat(60)}`), ...inner], ''],
  ['OpenBSD encapsulation', 109, [...hex('02000000 00000000 00000000'), ...inner], ''],
  ['Juniper Ethernet', 178, [...hex('4d4743 00'), ...ethernetInner], ''],
  ['Juniper Ethernet with extensions', 178, [...hex('4d4743 80 0006 0102 0301 0401'), ...ethernetInner], ''],
  ['Juniper PPP', 179, [...hex('4d4743 00 ff03 0021'), ...inner], ''],
  ['Juniper frame relay', 180, [...hex('4d4743 00 1841 03 cc'), ...inner], ''],
  ['Juniper HDLC', 181, [...hex('4d4743 00 0f00 0800'), ...inner], ''],
  ['ERF', 197, [...hex(`${erf('02')} 0000`), ...ethernetInner], ''],
  ['ERF with an extension', 197, [...hex(`${erf('82')} 0000000000000000 0000`), ...ethernetInner], ''],
  ['ERF of IPv4', 197, [...hex(erf('16')), ...inner], ''],
  ['MPLS as a link', 219, [...hex('000c8140'), ...inner], ''],
  ['IPNET', 226, [...hex('01 02 0000 00000028 00000001 00000000 00000000 00000000'), ...inner], ''],
  ['netANALYZER', 240, [...hex('00000000'), ...ethernetInner], ''],
  ['transparent netANALYZER', 241, [...hex('00000000 55555555555555d5'), ...ethernetInner], ''],
  ['EPON', 259, [...hex('5555d5555500 0100'), ...ethernetInner], ''],
  ['preempted Ethernet', 274, [...hex('55555555555555d5'), ...ethernetInner], ''],
  ['a Broadcom tag', 281, [...hex(`${mac} 00000001 0800`), ...inner], ''],
  ['a Broadcom tag in front', 282, [...hex('00000001'), ...ethernetInner], ''],
  ['a DSA tag', 284, [...hex(`${mac} 00080064 0800`), ...inner], ''],
  ['an EtherType DSA tag', 285, [...hex(`${mac} dada 0000 00080064 0800`), ...inner], ''],
  ['Linux cooked of a GRE device', 113, [...hex('0000 030a 0006 0000000000000000 0800'), ...inner], ''],
  ['Linux cooked with LLC', 113, [...hex(`0000 0001 0006 0000000000000000 0004 ${snap}`), ...inner], ''],
]
