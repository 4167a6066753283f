#!/usr/bin/env bash
# One host opens SSH with a valid key to 34 hosts within about a minute. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 2
host jump 10
host ws-alice 21
host ws-dave 24
for ((last = 101; last <= 134; last++)); do
  host "srv$last" "$last"
  ssh_server "srv$last" 22
done
http_server srv101 80

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap" --time-stamp-precision=nano

background() {
  local n
  for n in 1 2 3 4; do
    step ordinary 21 101 ssh 22 alice success "" "works on her server"
    ssh_password ws-alice alice lab-alice "alice@$NET.101" 'ls /; sleep 4; uptime'
    step ordinary 24 101 http 80 "" success "" "reads a page"
    http ws-dave dave "http://$NET.101/status.txt"
    step ordinary 24 102 ssh 22 dave success "" "works on his server"
    ssh_password ws-dave dave lab-dave "dave@$NET.102" 'ps ax; sleep 5'
    sleep 3
  done
}
background >/dev/null 2>&1 &
clients=($!)
sleep 6
step ordinary 10 101 ssh 22 deploy success "" "the jump host's ordinary deployment"
ssh_key jump deploy "deploy@$NET.101" 'uptime; sleep 2' >/dev/null

# The fan-out: two sessions at a time, 34 targets.
sweep() {
  local last
  for ((last = $1; last <= 134; last += 2)); do
    step attack 10 "$last" ssh 22 deploy success T1021.004 "fan-out: logs in with the key, looks around, leaves"
    ssh_key jump deploy "deploy@$NET.$last" 'id; ls -la /home; cat /etc/passwd; sleep 2'
  done
}
for first in 101 102; do
  sweep "$first" >/dev/null 2>&1 &
  clients+=($!)
done
wait "${clients[@]}"

capture_stop
expected "$OUT/capture.pcap"
gzip -9n "$OUT/capture.pcap"
