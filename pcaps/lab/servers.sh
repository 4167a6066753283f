# The lab's servers. Each runs until its host's holder ends; logs go to $LAB/log.

# ready HOST PORT: wait until something listens there, for at most 15 s.
ready() {
  local tries
  for ((tries = 0; tries < 150; tries++)); do
    on "$1" ss -ltnH "sport = :$2" | grep -q . && return
    sleep 0.1
  done
  echo "nothing listens on $1 port $2" >&2
  return 1
}

# ssh_server HOST PORT...
ssh_server() {
  local name=$1 port
  shift
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$LAB/etc/host_key_$name"
  {
    for port in "$@"; do echo "Port $port"; done
    cat <<-SSHD
	HostKey $LAB/etc/host_key_$name
	UsePAM no
	PasswordAuthentication yes
	KbdInteractiveAuthentication no
	MaxStartups 200
	UseDNS no
	PidFile none
	Subsystem sftp internal-sftp
	SSHD
  } >"$LAB/etc/sshd_$name"
  on "$name" /usr/sbin/sshd -D -E "$LAB/log/sshd_$name" -f "$LAB/etc/sshd_$name" &
  ready "$name" "$1"
}

# smb_server HOST [smb.conf line]: ordinary shares, the administrative ones, and the RPC services Samba has (also over TCP, port 135).
# Encryption is not offered, so that a capture shows the operations; "server smb encrypt = desired" offers it.
smb_server() {
  local name=$1 more=${2-server smb encrypt = off} user
  cat >"$LAB/etc/smb_$name" <<-SMB
	[global]
	  workgroup = CORP
	  netbios name = ${name^^}
	  server string = $name
	  smb ports = 445
	  disable netbios = yes
	  load printers = no
	  disable spoolss = yes
	  server min protocol = SMB2
	  admin users = itadmin
	  rpc start on demand helpers = no
	  $more
	[ADMIN\$]
	  path = /srv/c/Windows
	  writable = yes
	  valid users = itadmin
	[public]
	  path = /srv/public
	  writable = yes
	[homes]
	  writable = yes
	  browseable = no
	[C\$]
	  path = /srv/c
	  writable = yes
	  valid users = itadmin
	SMB
  on "$name" mount --bind "$LAB/etc/smb_$name" /etc/samba/smb.conf
  on "$name" sh -c 'mkdir -p /srv/public /srv/c/Windows/Temp; chmod 1777 /srv/public
    for n in 1 2 3 4; do seq 1 $((n * 800)) >/srv/public/report-$n.txt; done'
  for user in "${USERS[@]}"; do printf 'lab-%s\nlab-%s\n' "$user" "$user" | on "$name" smbpasswd -s -a "$user" >/dev/null; done
  on "$name" /usr/sbin/smbd -F --no-process-group -d 1 -l /var/log/samba >"$LAB/log/smbd_$name" 2>&1 &
  ready "$name" 445
  on "$name" /usr/libexec/samba/samba-dcerpcd -F --libexec-rpcds -d 1 -l /var/log/samba >"$LAB/log/rpcd_$name" 2>&1 &
  ready "$name" 135
}

# rdp_server HOST PORT [CRYPT_LEVEL]: xrdp with sessions in Xvnc. Only "none" works with FreeRDP's /sec:rdp (MAC errors otherwise).
rdp_server() {
  local name=$1
  local etc=$LAB/etc/xrdp_$name
  cp -a /etc/xrdp "$etc"
  rm -f "$etc"/{cert,key}.pem
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$name" -keyout "$etc/key.pem" -out "$etc/cert.pem" 2>/dev/null
  sed -i "s/^port=3389/port=$2/; s/^crypt_level=.*/crypt_level=${3-high}/; s/^autorun=.*/autorun=Xvnc/; s/^EnableSyslog=.*/EnableSyslog=false/;
    s|^LogFile=xrdp.log|LogFile=$LAB/log/xrdp_$name|; s/^tcp_keepalive=.*/tcp_keepalive=false/" "$etc/xrdp.ini"
  sed -i "s/^EnableSyslog=.*/EnableSyslog=false/; s|^LogFile=.*|LogFile=$LAB/log/sesman_$name|" "$etc/sesman.ini"
  sed -i '/^\[Chansrv\]/a EnableFuseMount=false' "$etc/sesman.ini"
  printf '#!/bin/sh\nexec xmessage -center "$(id -un) on $(hostname)"\n' >"$etc/startwm.sh"
  on "$name" mount --bind "$etc" /etc/xrdp
  on "$name" /usr/sbin/xrdp-sesman --nodaemon >"$LAB/log/sesman_out_$name" 2>&1 &
  on "$name" /usr/sbin/xrdp --nodaemon >"$LAB/log/xrdp_out_$name" 2>&1 &
  ready "$name" "$2"
}

# vnc_server HOST PORT USER: a desktop of USER's with the password lab-vnc.
vnc_server() {
  printf 'lab-vnc\0' | openssl enc -des-ecb -nopad -K e84ad660c4721ae0 -provider legacy -provider default >"$LAB/etc/vnc_password"
  chmod 644 "$LAB/etc/vnc_password"
  as "$1" "$3" /usr/bin/Xtigervnc :7 -rfbport "$2" -SecurityTypes VncAuth -PasswordFile "$LAB/etc/vnc_password" \
    -desktop "$3 on $1" -geometry 640x480 -depth 16 -nolisten tcp >"$LAB/log/vnc_$1" 2>&1 &
  ready "$1" "$2"
  as "$1" "$3" DISPLAY=:7 xmessage -center "desk of $3 on $1" >/dev/null 2>&1 &
}

# telnet_server HOST PORT
telnet_server() {
  on "$1" $PYTHON "$HERE/inetd.py" "$2" /usr/sbin/telnetd -h >"$LAB/log/telnet_$1" 2>&1 &
  ready "$1" "$2"
}

# http_server HOST PORT
http_server() {
  on "$1" mkdir -p /srv/www
  on "$1" sh -c "seq 1 500 >/srv/www/status.txt"
  on "$1" $PYTHON -m http.server --directory /srv/www "$2" >"$LAB/log/http_$1" 2>&1 &
  ready "$1" "$2"
}
