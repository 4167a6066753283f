import { expect, test } from 'vitest'
import { serviceBys } from '../../../src/flow/codes.ts'
import { Services } from '../../../src/flow/services.ts'
import { verdict } from '../../../src/read/zeek/service-names.ts'

const services = new Services()

test.each([
  ['', 22, 'ssh', 'port'],
  ['', 50000, 'unknown', 'port'],
  ['ssh', 22, 'ssh', 'sensor'],
  ['ssh', 443, 'ssh', 'sensor'],
  ['http', 22, 'http', 'sensor'],
  ['http', 80, 'http', 'sensor'],
  ['http', 5985, 'winrm', 'port'],
  ['ssl', 5986, 'winrm', 'port'],
  ['http,ssl', 5986, 'winrm', 'port'],
  ['ssl', 3389, 'rdp', 'port'],
  ['ssl', 443, 'tls', 'sensor'],
  ['ssl', 8834, 'tls', 'sensor'],
  ['rdp,ssl', 3389, 'rdp', 'sensor'],
  ['ssl,rdp', 50000, 'rdp', 'sensor'],
  ['gssapi,smb,ntlm', 445, 'smb', 'sensor'],
  ['krb,smb,gssapi', 445, 'smb', 'sensor'],
  ['dce_rpc,smb,gssapi', 445, 'smb', 'sensor'],
  ['gssapi,ntlm', 445, 'smb', 'port'],
  ['krb', 445, 'smb', 'port'],
  ['ntlm,dce_rpc', 49667, 'rpc', 'sensor'],
  ['dce_rpc', 135, 'rpc', 'sensor'],
  ['rfb', 5900, 'vnc', 'sensor'],
  ['krb_tcp', 88, 'kerberos', 'sensor'],
  ['gssapi,ldap_tcp', 389, 'ldap', 'sensor'],
  ['-rdp,ssl', 443, 'tls', 'sensor'],
  ['-ssh', 22, 'ssh', 'port'],
  ['spicy_thing', 9999, 'spicy_thing', 'sensor'],
])('"%s" on %i is %s, told by the %s', (list, port, service, by) => {
  for (const order of [list, list.split(',').reverse().join(',')]) {
    const told = verdict(order, services.byPort(6, port), services)
    expect([services.name(told.service), serviceBys[told.by]]).toEqual([service, by])
  }
})
