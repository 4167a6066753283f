#!/usr/bin/env bash
# SSH password guessing: 60 refused connections, then one that works, then a session from the same source. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 3
host app 12
host ws-alice 21
host ws-carol 23
host ws-x 66
ssh_server app 22

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap"

background() {
  local n
  for n in 1 2 3; do
    step ordinary 21 12 ssh 22 alice success "" "works on the server"
    ssh_password ws-alice alice lab-alice "alice@$NET.12" 'ls /; sleep 5; uptime'
    sleep 4
  done
  step ordinary 23 12 ssh 22 carol failure "" "mistypes the password"
  ssh_password ws-carol carol lab-crol "carol@$NET.12" true
  step ordinary 23 12 ssh 22 carol success "" "logs in with the right password"
  ssh_password ws-carol carol lab-carol "carol@$NET.12" 'ps ax; sleep 8'
}
background >/dev/null 2>&1 &
clients=($!)
sleep 3

# 48 connections with one guess each, two at a time.
guess() {
  local n names=(root admin bob oracle test postgres)
  for ((n = $1; n < 48; n += 2)); do
    step attack 66 12 ssh 22 "${names[n % 6]}" failure T1110.001 "guesses a password"
    ssh_password ws-x dave "guess-$n" "${names[n % 6]}@$NET.12" true
  done
}
guess 0 >/dev/null 2>&1 &
clients+=($!)
guess 1 >/dev/null 2>&1 &
clients+=($!)
wait "${clients[1]}" "${clients[2]}"

# 12 connections with three guesses each: ssh asks this program for a password whenever the server wants another.
printf '#!/bin/sh\necho wrong-$$\n' >"$LAB/etc/askpass"
chmod 755 "$LAB/etc/askpass"
for ((n = 0; n < 12; n++)); do
  step attack 66 12 ssh 22 bob failure T1110.001 "guesses three passwords in one connection"
  as ws-x dave SSH_ASKPASS="$LAB/etc/askpass" SSH_ASKPASS_REQUIRE=force timeout 20 \
    ssh -o PreferredAuthentications=password -o NumberOfPasswordPrompts=3 "bob@$NET.12" true 2>/dev/null || true
done

step attack 66 12 ssh 22 bob success T1110.001 "the guess that works; leaves at once"
ssh_password ws-x dave lab-bob "bob@$NET.12" true >/dev/null
sleep 6
step attack 66 12 ssh 22 bob success T1021.004 "comes back with the password: a session of 15 s"
ssh_password ws-x dave lab-bob "bob@$NET.12" 'id; ls -la /home; cat /etc/passwd; sleep 6; ps ax; sleep 6; seq 1 20000' >/dev/null
wait "${clients[@]}"

capture_stop
expected "$OUT/capture.pcap"
grep -cE 'Accepted|Failed' "$LAB/log/sshd_app" >&2
