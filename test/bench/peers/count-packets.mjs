// The peer for capture reading: the pcap-parser package, counting packets.
import parser from 'pcap-parser'

let packets = 0
const parsing = parser.parse(process.argv[2])
parsing.on('packet', () => packets++)
parsing.on('end', () => console.log(packets))
