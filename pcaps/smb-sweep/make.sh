#!/usr/bin/env bash
# One workstation tries SMB on 36 addresses: a third answers, a third refuses, a third says nothing. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 7
host ws-bob 22
host ws-alice 21
for ((last = 101; last <= 112; last++)); do
  host "srv$last" "$last"
  smb_server "srv$last"
done
# Alive, but nothing listens: these refuse. 125-136 have an address and no host: a firewall that drops looks like that.
for ((last = 113; last <= 124; last++)); do host "srv$last" "$last"; done
for ((last = 125; last <= 136; last++)); do
  on ws-bob ip neigh add "$NET.$last" lladdr "$(printf '02:4d:00:00:00:%02x' "$last")" dev eth0 nud permanent
done

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap"

step ordinary 21 101 smb 445 alice success "" "reads files from her file server"
smb ws-alice alice "$NET.101" public 'ls; get report-1.txt'
step ordinary 22 101 smb 445 bob success "" "reads files from his file server"
smb ws-bob bob "$NET.101" public 'ls; get report-2.txt'
sleep 5

# try LAST: even ones as bob on ADMIN$ (denied), odd ones as itadmin on ADMIN$ (allowed).
try() {
  local last=$1 user=bob outcome=denied
  if ((last % 2)); then user=itadmin outcome=success; fi
  if ((last > 124)); then outcome=no-answer; elif ((last > 112)); then outcome=refused; fi
  local name=$user
  ((last <= 112)) || name=""
  step attack 22 "$last" smb 445 "$name" "$outcome" T1021.002 "sweep: opens ADMIN\$"
  # smbclient falls back to the old port where the new one fails.
  ((last <= 112)) || step attack 22 "$last" smb 139 "" "$outcome" T1021.002 "sweep: falls back to port 139"
  as ws-bob bob timeout 4 smbclient "//$NET.$last/ADMIN\$" -s /dev/null -W CORP -U "$user%lab-$user" -c ls >>"$LAB/log/smb" 2>&1 || true
}
clients=()
for ((last = 101; last <= 136; last++)); do
  try "$last" </dev/null &
  clients+=($!)
  sleep 0.7
done
wait "${clients[@]}"
sleep 3
step ordinary 21 101 smb 445 alice success "" "writes a file to her file server"
smb ws-alice alice "$NET.101" public 'put report-1.txt copy.txt'

capture_stop
expected "$OUT/capture.pcap"
