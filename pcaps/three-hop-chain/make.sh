#!/usr/bin/env bash
# A chain of three hops, each inside the one before: ws-alice -ssh-> app -smb-> files -rdp-> desk. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 4
host files 11
host app 12
host desk 13
host ws-alice 21
host ws-bob 22
host ws-carol 23
host ws-dave 24
ssh_server app 22
http_server app 80
smb_server files
rdp_server desk 3389
screen ws-bob
screen files

# What the intruder runs on app, over ssh, as bob: the admin shares of files, a refused psexec, then a job for its scheduler.
cat >"$LAB/etc/hop.sh" <<HOP
smb() { smbclient "//$NET.11/\$1" -p 445 -s /dev/null -W CORP -U itadmin%lab-itadmin -c "\$2"; }
cd /tmp
sleep 3
echo '#!/bin/sh' >job.sh
smb ADMIN\\\$ ls
sleep 2
timeout 40 $PYTHON $IMPACKET/psexec.py -file /tmp/job.sh CORP/itadmin:lab-itadmin@$NET.11 whoami </dev/null
sleep 3
smb C\\\$ 'cd Windows\\Temp; put job.sh'
sleep 35
smb C\\\$ 'cd Windows\\Temp; del job.sh'
HOP

# Samba starts no services: this loop stands for the scheduler of files that runs what is put into C\$\\Windows\\Temp.
scheduler() {
  until on files test -e /srv/c/Windows/Temp/job.sh; do sleep 1; done
  sleep 2
  rdp files itadmin "$NET.13" 20
}

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap"

background() {
  local n
  for n in 1 2 3; do
    step ordinary 23 11 smb 445 carol success "" "reads files"
    smb ws-carol carol "$NET.11" public 'ls; get report-1.txt'
    step ordinary 24 12 ssh 22 dave success "" "works on the server"
    ssh_password ws-dave dave lab-dave "dave@$NET.12" 'ps ax; sleep 7; uptime'
    step ordinary 24 12 http 80 "" success "" "reads a page"
    http ws-dave dave "http://$NET.12/status.txt"
    sleep 5
  done
}
background >/dev/null 2>&1 &
clients=($!)
step ordinary 22 13 rdp 3389 bob success "" "works on the desktop server for 50 s"
rdp ws-bob bob "$NET.13" 50 &
clients+=($!)
step ordinary 12 11 smb 445 deploy success "" "the application's own nightly copy to files"
smb app deploy "$NET.11" public 'put /etc/hostname app-copy.txt'
sleep 8

step attack 21 12 ssh 22 bob success T1021.004 "hop 1: logs in on app with bob's password; the session lives through hops 2 and 3"
step attack 12 11 smb 445 itadmin success T1021.002 "hop 2: opens ADMIN\$ with the administrator's password"
step attack 12 11 smb 445 itadmin denied T1569.002 "hop 2: psexec: writes its program, svcctl OpenSCManager, CreateService refused by Samba"
step attack 12 11 smb 445 itadmin success T1570 "hop 2: puts job.sh into C\$\\\\Windows\\\\Temp"
step attack 11 13 rdp 3389 itadmin success T1021.001 "hop 3: the job opens a desktop on desk for 20 s"
step attack 12 11 smb 445 itadmin success T1021.002 "hop 2: deletes job.sh again"
scheduler </dev/null >/dev/null 2>&1 &
clients+=($!)
ssh_password ws-alice alice lab-bob "bob@$NET.12" "sh $LAB/etc/hop.sh" >"$LAB/log/hop" 2>&1
wait "${clients[@]}"

capture_stop
expected "$OUT/capture.pcap"
