import type { Certificate } from './certificate.ts'

/** What a handshake in clear shows of who answers. */
interface Shown {
  readonly hello: { readonly sni: string } | undefined
  readonly certificates: readonly [dst: Certificate | undefined, src: Certificate | undefined]
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
export function productOf({ hello, certificates }: Shown): string {
  const named = certificates.map(one => (one ? `${one.subject}\n${one.issuer}` : '')).join('\n')
  const found =
    products.find(({ certificate }) => certificate.test(named)) ??
    products.find(({ name }) => name.test(hello?.sni ?? ''))
  return found?.service ?? ''
}
