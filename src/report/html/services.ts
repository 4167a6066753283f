/** Services that have a colour of their own in the style sheet. */
const colored = new Set(['ssh', 'rdp', 'smb', 'winrm', 'rpc', 'vnc', 'ard', 'telnet', 'cloud-console'])

/** The class that colours a service; names from the input never become class names. */
export const serviceClass = (service: string): string => (colored.has(service) ? `s-${service}` : 's-other')
