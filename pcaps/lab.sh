#!/usr/bin/env bash
# The capture lab: hosts are namespaces (network, mount, UTS, PID) on one bridge, servers and clients are Debian's own.
# A scenario's make.sh sources this file. All traffic stays inside the namespaces; nothing outside them is changed.
# Cleaning up is ending the holders by id: the kernel then ends all that ran in their PID namespaces.
set -euo pipefail

# Bounded in time: the scenario runs under timeout, and its holders die with it.
if [[ -z ${LAB_BOUNDED-} ]]; then
  LAB_BOUNDED=1 exec timeout --kill-after=15 "${LAB_SECONDS:-600}" bash "$0" "$@"
fi

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/lab
OUT=$(cd "$(dirname "$0")" && pwd)
IMPACKET=/usr/share/doc/python3-impacket/examples
PYTHON=/usr/bin/python3
# Throw-away accounts of the lab; the password of each is lab-<name>.
USERS=(alice bob carol dave deploy itadmin)
declare -A PID
HOLDERS=()

# hold NAME COMMAND...: run COMMAND as the first process of new namespaces; PID[NAME] is its id outside.
hold() {
  local name=$1
  shift
  setpriv --pdeathsig KILL unshare --net --mount --uts --pid --fork --kill-child --mount-proc "$@" </dev/null &
  HOLDERS+=($!)
  local child=''
  until child=$(tr -d ' ' <"/proc/$!/task/$!/children") && [[ -n $child ]]; do sleep 0.05; done
  PID[$name]=$child
}

# wire COMMAND...: run in the switch's network, otherwise outside. on HOST COMMAND...: run as root in a host's namespaces.
# as HOST USER COMMAND...: the same as one of the lab's users.
wire() { nsenter -t "${PID[switch]}" -n -- "$@"; }
on() {
  local pid=${PID[$1]}
  shift
  nsenter -t "$pid" -n -m -u -p -- "$@"
}
as() {
  local host=$1 user=$2
  shift 2
  on "$host" setpriv --reuid "$user" --regid "$user" --init-groups \
    env -i -C "/home/$user" HOME="/home/$user" USER="$user" LOGNAME="$user" PATH=/usr/bin:/bin:/usr/sbin:/sbin "$@"
}

# The accounts, as files that every host mounts over its /etc.
lab_accounts() {
  mkdir -p "$LAB"/{etc,ready,log,home}
  cp /etc/passwd /etc/group "$LAB/etc"
  sed 's/^\([^:]*\):[^:]*:/\1:*:/' /etc/shadow >"$LAB/etc/shadow"
  chmod 640 "$LAB/etc/shadow"
  printf '127.0.0.1 localhost\n' >"$LAB/etc/hosts"
  printf 'nameserver 127.0.0.1\n' >"$LAB/etc/resolv.conf" # nobody answers there
  local id=2000 user
  ssh-keygen -q -t ed25519 -N '' -C deploy@lab -f "$LAB/etc/deploy_key"
  for user in "${USERS[@]}"; do
    id=$((id + 1))
    echo "$user:x:$id:$id::/home/$user:/bin/bash" >>"$LAB/etc/passwd"
    echo "$user:x:$id:" >>"$LAB/etc/group"
    echo "$user:$(openssl passwd -6 "lab-$user"):20000:0:99999:7:::" >>"$LAB/etc/shadow"
    mkdir -p "$LAB/home/$user/.ssh"
    printf 'export PS1="%s@\\h:\\w\\$ "\n' "$user" >"$LAB/home/$user/.bashrc"
    touch "$LAB/home/$user/.hushlogin"
  done
  cp "$LAB/etc/deploy_key" "$LAB/home/deploy/.ssh/id_ed25519"
  cp "$LAB/etc/deploy_key.pub" "$LAB/home/deploy/.ssh/authorized_keys"
  cat >"$LAB/etc/ssh_config" <<-SSH
	Host *
	  StrictHostKeyChecking no
	  UserKnownHostsFile /dev/null
	  LogLevel ERROR
	  NumberOfPasswordPrompts 1
	  ConnectTimeout 5
	SSH
}

# lab_start N: a lab on 10.77.N.0/24 (and fd00:77:N::/64 for hosts that ask for it).
lab_start() {
  NET=10.77.$1 NET6=fd00:77:$1:
  LAB=$(mktemp -d /var/tmp/eastwest-lab.XXXXXX)
  chmod 755 "$LAB"
  trap lab_stop EXIT
  lab_accounts
  : >"$LAB/steps.jsonl"
  hold switch sleep infinity
  wire ip link add br0 type bridge
  wire sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set br0 up'
}

lab_stop() {
  local code=$? pid
  trap - EXIT
  # The jobs first, or they report the servers that the holders take with them.
  kill $(jobs -p) 2>/dev/null || true
  disown -a
  for pid in "${HOLDERS[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  for pid in "${HOLDERS[@]}"; do while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; done
  if [[ $code -eq 0 && -z ${LAB_KEEP-} ]]; then rm -rf "$LAB"; else echo "the lab's logs: $LAB" >&2; fi
  exit "$code"
}

# The first process of a host: its own accounts, homes and state directories, and nothing else of the machine's.
lab_host() {
  local name=$1 lab=$2 directory file
  hostname "$name"
  for directory in /run /tmp /home /srv /var/log /var/lib/samba /var/cache/samba; do mount -t tmpfs tmpfs "$directory"; done
  chmod 1777 /tmp
  for file in passwd group shadow hosts resolv.conf; do mount --bind "$lab/etc/$file" "/etc/$file"; done
  mount --bind "$lab/etc/ssh_config" /etc/ssh/ssh_config
  cp -a "$lab/home/." /home
  for directory in /home/*; do
    chown -R "${directory##*/}:${directory##*/}" "$directory"
    chmod -R go= "$directory"
  done
  mkdir -p /run/sshd /run/xrdp/sockdir /run/samba /run/lock /var/log/samba /var/lib/samba/private
  mkdir -m 1777 -p /tmp/.X11-unix
  chmod 3777 /run/xrdp/sockdir
  touch "$lab/ready/$name"
  exec sleep infinity
}

# machine NAME: a host without a network. host NAME LAST [dual]: one at 10.77.N.LAST, with `dual` also at fd00:77:N::LAST.
machine() {
  hold "$1" bash -c "set -eu; $(declare -f lab_host); lab_host '$1' '$LAB'"
  until [[ -e $LAB/ready/$1 ]]; do sleep 0.05; done
  on "$1" ip link set lo up
}
host() {
  local name=$1 last=$2 dual=${3-}
  machine "$name"
  wire ip link add "p$last" type veth peer name eth0 address "$(printf '02:4d:00:00:00:%02x' "$last")" netns "${PID[$name]}"
  wire $PYTHON "$HERE/plain-nic.py" "p$last"
  wire ip link set "p$last" master br0 up
  on "$name" $PYTHON "$HERE/plain-nic.py" eth0
  [[ -n $dual ]] || on "$name" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
  on "$name" ip link set eth0 up
  on "$name" ip addr add "$NET.$last/24" dev eth0
  [[ -z $dual ]] || on "$name" ip -6 addr add "$NET6:$last/64" dev eth0 nodad
}

# capture_start FILE [tcpdump options]: capture the bridge (or the switch's interface CAPTURED), whole packets, until
# capture_stop; *.pcapng is dumpcap's.
capture_start() {
  CAPTURE_FILE=$1
  shift
  : >"$LAB/log/capture"
  # No function here: $! has to be the capturing program itself.
  if [[ $CAPTURE_FILE == *.pcapng ]]; then
    nsenter -t "${PID[switch]}" -n -- dumpcap -q -i "${CAPTURED-br0}" -B 32 -w "$CAPTURE_FILE" 2>"$LAB/log/capture" &
  else
    nsenter -t "${PID[switch]}" -n -- tcpdump -i "${CAPTURED-br0}" -s 0 -B 32768 -Z root -w "$CAPTURE_FILE" "$@" 2>"$LAB/log/capture" &
  fi
  CAPTURE=$!
  until grep -qE '^(tcpdump: listening|File:)' "$LAB/log/capture"; do sleep 0.1; done
}
capture_stop() {
  sleep 1.5
  kill -TERM "$CAPTURE"
  while kill -0 "$CAPTURE" 2>/dev/null; do sleep 0.1; done
  chmod 644 "$CAPTURE_FILE" # dumpcap's are private,
  sed -i "s/$(uname -r)/$(uname -r | tr -c '\n' x)/g" "$CAPTURE_FILE" # and name the machine's kernel
  if grep -E '[1-9][0-9]* packets dropped by kernel|received/dropped.*: [0-9]+/[1-9]' "$LAB/log/capture" >&2; then return 1; fi
}

# step ROLE SRC DST SERVICE PORT USER OUTCOME TECHNIQUE WHAT: the truth about the connection that follows; "" where there is none.
# SRC and DST are the last numbers of addresses (6:LAST for IPv6), or whole ones. ROLE is attack or ordinary. USER is who
# the client says it is on the wire or in the login; OUTCOME is one of success, failure (the login is refused), denied (the
# login works, what it wants is refused), refused (the port is closed), no-answer,
# no-login (the port answers, nobody logs in).
address() {
  case $1 in
    *.*) echo "$1" ;;
    6:*) echo "$NET6:${1#6:}" ;;
    *) echo "$NET.$1" ;;
  esac
}
step() {
  printf '{"at":%s,"role":"%s","src":"%s","dst":"%s","service":"%s","port":"%s","user":"%s","outcome":"%s","technique":"%s","what":"%s"}\n' \
    "$(date +%s.%N)" "$1" "$(address "$2")" "$(address "$3")" "$4" "$5" "$6" "$7" "$8" "$9" >>"$LAB/steps.jsonl"
}

# expected FILE...: tie the steps to the captures' connections, write expected.jsonl; fails when one side has what the other has not.
expected() { $PYTHON "$HERE/expected.py" "$LAB/steps.jsonl" "$@" >"$OUT/expected.jsonl"; }

source "$HERE/servers.sh"
source "$HERE/clients.sh"
