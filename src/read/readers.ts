export { nfcapd } from './nfcapd.ts'
export { netflowRaw } from './netflow-raw.ts'
export { pcap } from './pcap.ts'
export { zeek } from './zeek.ts'
