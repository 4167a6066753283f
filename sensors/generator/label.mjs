/** Remembers a step. Flows of NetFlow and IPFIX have no uid of their own. */
export function label(day, campaign, service, technique, flow) {
  day.labels.push({
    campaign,
    kind: campaign.replace(/-\d+$/, ''),
    ts: flow.ts,
    src: flow.src,
    dst: flow.dst,
    service,
    port: flow.dstPort,
    technique,
    ...(flow.sensor === 'hq-zeek' ? { uid: flow.uid } : {}),
  })
}
