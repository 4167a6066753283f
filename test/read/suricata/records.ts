/** One record as Suricata writes it: envelope, then what is given. */
export const record = (type: string, flowId: number, more: object, ends: object = {}): string =>
  JSON.stringify({
    timestamp: '2026-10-05T12:00:01.250000+0200',
    flow_id: flowId,
    in_iface: 'eth0',
    event_type: type,
    src_ip: '10.0.0.1',
    src_port: 50001,
    dest_ip: '10.0.0.2',
    dest_port: 22,
    proto: 'TCP',
    ...ends,
    ...more,
  })

export const tcpFlow = (
  flowId: number,
  ts: string,
  tc: string,
  more: object = {},
  ends: object = {},
): string =>
  record(
    'flow',
    flowId,
    {
      flow: {
        pkts_toserver: 30,
        pkts_toclient: tc === '00' ? 0 : 28,
        bytes_toserver: 5200,
        bytes_toclient: tc === '00' ? 0 : 6100,
        start: '2026-10-05T12:00:00.000001+0200',
        end: '2026-10-05T12:00:12.500001+0200',
        age: 12,
        state: 'closed',
        reason: 'timeout',
        alerted: false,
      },
      tcp: { tcp_flags: '1b', tcp_flags_ts: ts, tcp_flags_tc: tc, syn: true, state: 'closed' },
      ...more,
    },
    ends,
  )
