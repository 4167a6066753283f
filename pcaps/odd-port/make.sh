#!/usr/bin/env bash
# Remote services on ports that are not theirs, and other things on the ports of remote services. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 5
host web 11 dual
host app 12
host desk 13
host kiosk 14
host ws-alice 21
host ws-x 66 dual
ssh_server app 443 8022 22
ssh_server web 22443
http_server web 22
rdp_server desk 3390
vnc_server kiosk 5999 alice
telnet_server kiosk 10023
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=web -keyout "$LAB/etc/web.key" -out "$LAB/etc/web.pem" 2>/dev/null
on web openssl s_server -quiet -accept 443 -www -cert "$LAB/etc/web.pem" -key "$LAB/etc/web.key" >"$LAB/log/tls" 2>&1 &
ready web 443
screen ws-x

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap"

step ordinary 21 11 tls 443 "" success "" "near miss: HTTPS on 443"
http ws-alice alice "https://$NET.11/" --insecure
step ordinary 21 11 http 22 "" success "" "near miss: HTTP on port 22"
http ws-alice alice "http://$NET.11:22/status.txt"
step ordinary 21 12 ssh 22 alice success "" "SSH where it belongs"
ssh_password ws-alice alice lab-alice "alice@$NET.12" 'ls /; sleep 4' >/dev/null
sleep 3
step attack 66 12 ssh 443 bob success T1021.004 "SSH on 443"
SSH_OPTIONS='-p 443' ssh_password ws-x bob lab-bob "bob@$NET.12" 'id; ps ax; sleep 8' >/dev/null
step attack 66 12 ssh 8022 bob success T1021.004 "SSH on 8022"
SSH_OPTIONS='-p 8022' ssh_password ws-x bob lab-bob "bob@$NET.12" 'cat /etc/passwd; sleep 5' >/dev/null
step attack 6:66 6:11 ssh 22443 bob success T1021.004 "SSH on 22443, over IPv6"
SSH_OPTIONS='-p 22443' ssh_password ws-x bob lab-bob "bob@$NET6:11" 'cat /etc/passwd; sleep 5' >/dev/null
step attack 66 13 rdp 3390 bob success T1021.001 "RDP on 3390, for 15 s"
rdp ws-x bob "$NET.13:3390" 15
step attack 66 14 vnc 5999 "" success T1021.005 "VNC on 5999, for 10 s"
vnc ws-x bob "$NET.14" 5999 10
step attack 66 14 telnet 10023 bob success T1021 "telnet on 10023"
TELNET_PORT=10023 telnet_session ws-x bob "$NET.14" lab-bob 'id' 'ls -l /usr'
step ordinary 21 11 http 22 "" success "" "near miss: HTTP on port 22 again"
http ws-alice alice "http://$NET.11:22/"

capture_stop
expected "$OUT/capture.pcap"
zstd -q -19 --rm "$OUT/capture.pcap"
