#!/usr/bin/env bash
# Ordinary use of five remote services by five people; nothing here is an attack. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 1
host files 11 dual
host app 12 dual
host desk 13
host kiosk 14
host console 15
host old-desk 16
host ws-alice 21
host ws-bob 22
host ws-carol 23 dual
host ws-dave 24
host ws-admin 25
smb_server files
ssh_server app 22
http_server app 80
rdp_server desk 3389
rdp_server old-desk 3389 none
vnc_server kiosk 5900 alice
telnet_server console 23
for name in ws-bob ws-alice ws-dave; do screen "$name"; done

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcapng"

alice() {
  step ordinary 21 11 smb 445 alice success "" "lists and reads files of the share public"
  smb ws-alice alice "$NET.11" public 'ls; get report-2.txt; get report-3.txt'
  step ordinary 21 12 http 80 "" success "" "reads a page"
  http ws-alice alice "http://$NET.12/status.txt"
  sleep 8
  step ordinary 21 14 vnc 5900 "" success "" "looks at the kiosk's desktop for 12 s"
  vnc ws-alice alice "$NET.14" 5900 12
  sleep 15
  step ordinary 21 11 smb 445 alice success "" "puts a file into the own home share"
  smb ws-alice alice "$NET.11" alice 'put report-2.txt notes.txt; ls'
}

bob() {
  sleep 3
  step ordinary 22 13 rdp 3389 bob success "" "works on the desktop server for 40 s (TLS)"
  rdp ws-bob bob "$NET.13" 40
  step ordinary 22 12 ssh 22 bob failure "" "mistypes the password"
  ssh_password ws-bob bob lab-bbo "bob@$NET.12" true
  sleep 2
  step ordinary 22 12 ssh 22 bob success "" "logs in with the right password"
  ssh_password ws-bob bob lab-bob "bob@$NET.12" 'ls -la /; sleep 6; df'
}

carol() {
  sleep 5
  step ordinary 6:23 6:12 ssh 22 carol success "" "logs in over IPv6 and works for 20 s"
  ssh_password ws-carol carol lab-carol "carol@$NET6:12" 'for n in 1 2 3 4; do ps ax; sleep 5; done'
  step ordinary 6:23 6:11 smb 445 carol success "" "reads files over IPv6"
  smb ws-carol carol files public 'ls; get report-1.txt; get report-4.txt' -I "$NET6:11"
  sleep 10
  step ordinary 23 11 smb 445 carol success "" "reads a file over IPv4"
  smb ws-carol carol "$NET.11" public 'get report-1.txt'
}

dave() {
  sleep 6
  step ordinary 24 15 telnet 23 dave success "" "looks at an old console with telnet"
  telnet_session ws-dave dave "$NET.15" lab-dave 'ls -l /usr' 'uptime'
  sleep 12
  step ordinary 24 16 rdp 3389 dave success "" "works on an old desktop server for 20 s (classic RDP security, not encrypted)"
  rdp ws-dave dave "$NET.16" 20 /sec:rdp
}

admin() {
  step ordinary 25 12 ssh 22 deploy success "" "deploys with a key: copies a file, restarts something"
  ssh_key ws-admin deploy "deploy@$NET.12" 'cat >/tmp/app.conf; sleep 2; uptime'
  sleep 20
  step ordinary 25 12 ssh 22 deploy success "" "looks whether it runs"
  ssh_key ws-admin deploy "deploy@$NET.12" 'ls -l /tmp; sleep 3'
  step ordinary 25 11 smb 445 itadmin success "" "helpdesk lists shares (srvsvc NetShareEnum)"
  as ws-admin itadmin timeout 20 smbclient -p 445 -s /dev/null -L "//$NET.11" -U 'CORP/itadmin%lab-itadmin' >>"$LAB/log/smb" 2>&1 || true
}

clients=()
for person in alice bob carol dave admin; do
  $person </dev/null >>"$LAB/log/people" 2>&1 &
  clients+=($!)
done
wait "${clients[@]}"

capture_stop
expected "$OUT/capture.pcapng"
