#!/bin/sh
# Makes the demo site's exports anew: Zeek logs and IPFIX from the generator alone, nfcapd files by a real nfcapd.
# Needs node, nfdump (nfcapd, nfdump) and faketime; traffic stays on the loopback interface.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node generate.mjs --out "$work"
node record.mjs "$work/datagrams" "$work/branch-nfcapd"
rm -rf zeek dc-ipfix branch-nfcapd
mv "$work/zeek" "$work/dc-ipfix" "$work/branch-nfcapd" "$work/labels.jsonl" .
