export const ip4Type = 0x0800
export const ip6Type = 0x86dd
