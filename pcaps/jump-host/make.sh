#!/usr/bin/env bash
# Hops and many targets that are nobody's attack: a jump host, monitoring, configuration management. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 10
host jump 10
host monitor 15
host config 16
host ws-alice 21
host ws-bob 22
host ws-dave 24
ssh_server jump 22
for ((last = 101; last <= 112; last++)); do
  host "srv$last" "$last"
  ssh_server "srv$last" 22
done

rm -f "$OUT"/capture.*
capture_start "$OUT/capture.pcap"

# through_jump HOST USER LAST FROM COMMAND: ssh -J from .FROM, with one password for both. The jump host opens the second connection.
through_jump() {
  step ordinary "${4}" 10 ssh 22 "$2" success "" "through the jump host (-J): the outer session"
  step ordinary 10 "$3" ssh 22 "$2" success "" "through the jump host (-J): the session inside"
  as "$1" "$2" SSH_ASKPASS="$LAB/etc/askpass_$2" SSH_ASKPASS_REQUIRE=force timeout 60 \
    ssh -o PreferredAuthentications=password -J "$2@$NET.10" "$2@$NET.$3" "$5" || true
}
for user in alice bob dave; do
  printf '#!/bin/sh\necho lab-%s\n' "$user" >"$LAB/etc/askpass_$user"
  chmod 755 "$LAB/etc/askpass_$user"
done

# Monitoring: connects to each port 22 every 20 s, reads the banner, leaves without logging in.
monitoring() {
  local round last
  for round in 1 2 3; do
    for ((last = 101; last <= 112; last++)); do
      step ordinary 15 "$last" ssh 22 "" no-login "" "monitoring reads the banner and leaves: no log-in"
      as monitor deploy timeout 5 $PYTHON -c "import socket; s = socket.create_connection(('$NET.$last', 22)); s.recv(100); s.close()"
    done
    sleep 20
  done
}
people() {
  through_jump ws-alice alice 103 21 'ls /; sleep 8; uptime'
  sleep 2
  through_jump ws-dave dave 104 24 'ps ax; sleep 12'
  through_jump ws-alice alice 105 21 'df; sleep 5'
}
bob() {
  sleep 5
  through_jump ws-bob bob 103 22 'ls -l /usr; sleep 15'
  step ordinary 22 10 ssh 22 bob success "" "works on the jump host itself"
  ssh_password ws-bob bob lab-bob "bob@$NET.10" 'uptime; sleep 4'
}
# Configuration management: all twelve servers, one after another, with its key.
management() {
  local last
  sleep 10
  for ((last = 101; last <= 112; last++)); do
    step ordinary 16 "$last" ssh 22 deploy success "" "configuration management: its run over all servers"
    ssh_key config deploy "deploy@$NET.$last" 'cat >/tmp/app.conf; uptime; sleep 1'
  done
}
clients=()
for part in monitoring people bob management; do
  $part </dev/null >/dev/null 2>&1 &
  clients+=($!)
done
wait "${clients[@]}"

capture_stop
expected "$OUT/capture.pcap"
gzip -9n "$OUT/capture.pcap"
