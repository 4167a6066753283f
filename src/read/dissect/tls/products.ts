import type { Certificate } from './certificate.ts'

/** What a handshake in clear shows of who answers. */
interface Shown {
  /** The name that is asked for. */
  readonly sni: string
  readonly certificate: Certificate | undefined
  readonly clientCertificate: Certificate | undefined
}

/** How one product shows itself. */
interface Marks {
  readonly service: string
  /** In the names of certificates that it makes by itself, or has signed by its own authority. */
  readonly certificate: RegExp
  /** The names by which such hosts are asked for. */
  readonly name: RegExp
}

/**
 * AnyDesk, and consoles of hypervisors and of servers' management controllers. ESXi comes before vCenter, whose
 * authority signs ESXi's certificates too.
 */
const products: readonly Marks[] = [
  { service: 'anydesk', certificate: /AnyNet|AnyDesk Client|net\.anydesk\.com/, name: /net\.anydesk\.com/ },
  {
    service: 'esxi',
    certificate: /VMware ESX Server Default Certificate|vmca@vmware\.com/,
    name: /^esxi?(\d|-|\.)|-esxi?\d*\./i,
  },
  {
    service: 'vcenter',
    certificate: /VMware Engineering|vCenterServer_|VMware vCenter/,
    name: /^(vcenter|vcsa)|-(vcenter|vcsa)\d*\./i,
  },
  {
    service: 'ilo',
    certificate: /Default Issuer \(Do not trust\)|Integrated Lights-Out/,
    name: /^ilo[-\d.]|^ilo[a-z0-9]{10}\b|-ilo\d*\./i,
  },
  { service: 'idrac', certificate: /Remote Access Group|iDRAC/, name: /^idrac|-idrac\d*\./i },
  { service: 'proxmox', certificate: /Proxmox Virtual Environment/, name: /^(pve|proxmox)(\d|-|\.)/i },
  {
    service: 'bmc',
    certificate: /Super Micro Computer|American Megatrends|iRMC/,
    name: /^(bmc|ipmi|irmc|xcc|cimc)[-\d.]|-(bmc|ipmi|irmc|xcc|cimc)\d*\./i,
  },
]

/** The service that a handshake shows, by a certificate before the name that is asked for; '' for all others. */
export function productOf({ sni, certificate, clientCertificate }: Shown): string {
  const named = `${namesOf(certificate)}${namesOf(clientCertificate)}`
  const shown = named && products.find(marks => marks.certificate.test(named))
  return (shown || (sni && products.find(({ name }) => name.test(sni))) || undefined)?.service ?? ''
}

const namesOf = (one: Certificate | undefined): string => (one ? `${one.subject}\n${one.issuer}\n` : '')
