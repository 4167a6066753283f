#!/usr/bin/env bash
# Two VLANs and the router between them, seen from a mirror port of both: tagged, and every routed packet twice. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 8
OTHER=10.77.80

# A host on the user-space switch. link NAME INTERFACE ADDRESS/PREFIX MAC [GATEWAY]: one leg of it.
link() {
  local name=$1 interface=$2
  wire ip link set "$name-$interface" netns "${PID[$name]}" name "$interface" address "$4"
  on "$name" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
  on "$name" ip link set "$interface" up
  on "$name" ip addr add "$3" dev "$interface"
  [[ -z ${5-} ]] || on "$name" ip route add default via "$5"
}
for name in router ws-alice ws-x helpdesk app files; do machine "$name"; done
nsenter -t "${PID[switch]}" -n -- $PYTHON "$HERE/vlan-switch.py" 10:router-eth0 20:router-eth1 10:ws-alice-eth0 10:ws-x-eth0 \
  10:helpdesk-eth0 20:app-eth0 20:files-eth0 mirror >"$LAB/log/switch" &
until grep -q ready "$LAB/log/switch"; do sleep 0.1; done
wire ip link set mirror up
link router eth0 "$NET.1/24" 02:4d:00:00:08:01
link router eth1 "$OTHER.1/24" 02:4d:00:00:50:01
on router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects'
link ws-alice eth0 "$NET.21/24" 02:4d:00:00:08:15 "$NET.1"
link ws-x eth0 "$NET.66/24" 02:4d:00:00:08:42 "$NET.1"
link helpdesk eth0 "$NET.25/24" 02:4d:00:00:08:19 "$NET.1"
link app eth0 "$OTHER.12/24" 02:4d:00:00:50:0c "$OTHER.1"
link files eth0 "$OTHER.11/24" 02:4d:00:00:50:0b "$OTHER.1"
ssh_server app 22
ssh_server ws-alice 22
smb_server files

rm -f "$OUT"/capture.*
CAPTURED=mirror capture_start "$OUT/capture.pcap"

step ordinary 21 "$OTHER.11" smb 445 alice success "" "reads files through the router"
smb ws-alice alice "$OTHER.11" public 'ls; get report-1.txt'
step ordinary 21 "$OTHER.12" ssh 22 alice success "" "works on the server through the router"
ssh_password ws-alice alice lab-alice "alice@$OTHER.12" 'ls /; sleep 6; uptime' >/dev/null
step ordinary 25 21 ssh 22 deploy success "" "helpdesk reaches a workstation inside VLAN 10"
ssh_key helpdesk deploy "deploy@$NET.21" 'uptime; sleep 3' >/dev/null
sleep 4

step attack 66 21 ssh 22 bob success T1021.004 "hop 1, inside VLAN 10: logs in on ws-alice with bob's password"
step attack 21 "$OTHER.12" ssh 22 bob success T1021.004 "hop 2, through the router into VLAN 20, while hop 1 lives"
step attack "$OTHER.12" "$OTHER.11" smb 445 bob denied T1021.002 "hop 3, inside VLAN 20: ADMIN\$, access denied to bob"
cat >"$LAB/etc/hop3.sh" <<HOP
sleep 2
smbclient '//$OTHER.11/ADMIN\$' -p 445 -s /dev/null -W CORP -U bob%lab-bob -c ls
sleep 3
HOP
cat >"$LAB/etc/hop2.sh" <<HOP
sleep 3
SSHPASS=lab-bob sshpass -e ssh bob@$OTHER.12 'sh $LAB/etc/hop3.sh'
sleep 2
HOP
ssh_password ws-x dave lab-bob "bob@$NET.21" "sh $LAB/etc/hop2.sh" >"$LAB/log/hop" 2>&1
sleep 3
step ordinary 21 "$OTHER.11" smb 445 alice success "" "writes a file through the router"
smb ws-alice alice "$OTHER.11" public 'put report-1.txt copy.txt'

capture_stop
expected "$OUT/capture.pcap"
