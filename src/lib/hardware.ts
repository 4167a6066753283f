/** The 48-bit number of a hardware address as Zeek, DHCP and tcpdump write it (`02:00:5e:10:00:01`); -1 where the text is none. */
export function hardwareNumber(text: string): number {
  return /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text) ? parseInt(text.replace(/[:-]/g, ''), 16) : -1
}

export function hardwareText(hardware: number): string {
  return hardware
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?=.)/g, '$&:')
}

/** What the addresses of virtual routers begin with: VRRP for IPv4 and IPv6 (RFC 9568, 7.3), HSRP 1 and 2. */
const ofRouters = /^(00005e0001|00005e0002|00000c07ac|00000c9ff)/

/** Whether it may be one host's: not zero, no group's (the lowest bit of the first byte), no virtual router's. */
export function isOwnHardware(hardware: number): boolean {
  const text = hardware.toString(16).padStart(12, '0')
  return hardware > 0 && !/^.[13579bdf]/.test(text) && !ofRouters.test(text)
}
