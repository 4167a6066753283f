# The lab's clients. HOST and USER say where and as whom the client runs; none fails the scenario: outcomes are in expected.jsonl.

# ssh_key HOST USER TARGET COMMAND: with the key in USER's home. ssh_password HOST USER PASSWORD TARGET COMMAND.
# Options for ssh (a port, say) come in SSH_OPTIONS.
ssh_key() { as "$1" "$2" timeout 60 ssh -o BatchMode=yes ${SSH_OPTIONS-} "$3" "$4" || true; }
ssh_password() {
  as "$1" "$2" SSHPASS="$3" timeout 60 sshpass -e ssh -o PreferredAuthentications=password ${SSH_OPTIONS-} "$4" "$5" || true
}

# smb HOST USER ADDRESS SHARE COMMANDS [smbclient options]: smbclient as the user itself.
smb() {
  local host=$1 user=$2 address=$3 share=$4 commands=$5
  shift 5
  as "$host" "$user" timeout 30 smbclient "//$address/$share" -p 445 -s /dev/null -W CORP -U "$user%lab-$user" -c "$commands" "$@" >>"$LAB/log/smb" 2>&1 || true
}

# impacket HOST EXAMPLE ARGUMENT...: one of impacket's examples, as the lab's itadmin of that host.
impacket() {
  local host=$1 example=$2
  shift 2
  { echo "== $example $*"; as "$host" itadmin timeout 40 $PYTHON "$IMPACKET/$example" "$@" </dev/null 2>&1 || true; } >>"$LAB/log/impacket"
}

# psexec HOST TARGET: psexec with a file of a few bytes in place of the program it brings along, which no capture should hold.
psexec() {
  printf 'MZ: stands for a program' >"$LAB/etc/lab.exe"
  impacket "$1" psexec.py -file "$LAB/etc/lab.exe" "$2" whoami
}

# screen HOST: a display :9 for graphical clients.
screen() {
  on "$1" Xvfb :9 -screen 0 800x600x16 -nolisten tcp >"$LAB/log/xvfb_$1" 2>&1 &
  until [[ -S /proc/${PID[$1]}/root/tmp/.X11-unix/X9 ]]; do sleep 0.1; done
}

# rdp HOST USER ADDRESS[:PORT] SECONDS [xfreerdp options]: log in as USER, stay, disconnect.
rdp() {
  local host=$1 user=$2 address=$3 seconds=$4
  shift 4
  as "$host" "$user" DISPLAY=:9 timeout "$seconds" xfreerdp "/v:$address" "/u:$user" "/p:lab-$user" /cert:ignore \
    /size:640x480 /bpp:16 /network:modem "$@" >>"$LAB/log/rdp_client" 2>&1 || true
}

# vnc HOST USER ADDRESS PORT SECONDS: look at a desktop.
vnc() {
  as "$1" "$2" DISPLAY=:9 timeout "$5" vncviewer -passwd "$LAB/etc/vnc_password" "$3::$4" >>"$LAB/log/vnc_client" 2>&1 || true
}

# telnet_session HOST USER ADDRESS PASSWORD COMMAND...: log in, type the commands, log out. The port, if not 23, in TELNET_PORT.
telnet_session() {
  local host=$1 user=$2 address=$3 password=$4
  shift 4
  as "$host" "$user" TERM=vt100 expect "$HERE/telnet.exp" "$address" "${TELNET_PORT-23}" "$user" "$password" "$@" >>"$LAB/log/telnet_client" 2>&1 || true
}

# http HOST USER URL [curl options]
http() {
  local host=$1 user=$2
  shift 2
  as "$host" "$user" curl -sS --max-time 10 -o /dev/null "$@" || true
}
