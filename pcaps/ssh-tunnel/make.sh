#!/usr/bin/env bash
# A pivot by port forwarding: ws-x reaches desk, files and web through one SSH session to app. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 9
host files 11
host app 12
host desk 13
host ws-alice 21
host ws-x 66
ssh_server app 22
smb_server files
http_server files 80
rdp_server desk 3389
screen ws-x

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap"

step ordinary 21 12 ssh 22 alice success "" "works on the server"
ssh_password ws-alice alice lab-alice "alice@$NET.12" 'ls /; sleep 3' >/dev/null
step ordinary 12 11 smb 445 deploy success "" "the application's own copy to files"
smb app deploy "$NET.11" public 'put /etc/hostname app-copy.txt'
sleep 3

step attack 66 12 ssh 22 bob success T1021.004 "the session that carries the rest (-L 13389:desk:3389 -L 10445:files:445 -D 1080); T1572"
SSH_OPTIONS="-L 13389:$NET.13:3389 -L 10445:$NET.11:445 -D 1080" \
  ssh_password ws-x bob lab-bob "bob@$NET.12" 'sleep 42' >/dev/null 2>&1 &
tunnel=$!
sleep 4
step attack 12 11 http 80 "" success T1090.001 "through the tunnel's SOCKS port: reads a page of files"
http ws-x bob --proxy socks5://127.0.0.1:1080 "http://$NET.11/status.txt"
sleep 2
step attack 12 11 smb 445 itadmin success T1021.002 "through the tunnel: opens ADMIN\$ as the administrator"
as ws-x bob timeout 20 smbclient '//127.0.0.1/ADMIN$' -p 10445 -s /dev/null -W CORP -U itadmin%lab-itadmin -c ls >>"$LAB/log/smb" 2>&1 || true
sleep 2
step attack 12 13 rdp 3389 bob success T1021.001 "through the tunnel: a desktop on desk for 20 s"
rdp ws-x bob 127.0.0.1:13389 20
wait "$tunnel"

capture_stop
expected "$OUT/capture.pcap"
gzip -9n "$OUT/capture.pcap"
