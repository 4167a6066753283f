export { nfcapd } from './nfcapd.ts'
export { pcap } from './pcap.ts'
export { zeek } from './zeek.ts'
