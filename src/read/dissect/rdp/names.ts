/** Security that an X.224 connection confirm selects (MS-RDPBCGR 2.2.1.2.1), in Zeek's words. */
export const securities: Readonly<Record<number, string>> = {
  0: 'RDP',
  1: 'SSL',
  2: 'HYBRID',
  4: 'RDSTLS',
  8: 'HYBRID_EX',
  16: 'RDSAAD',
}

/** What a client's negotiation request offers (2.2.1.1.1): bits, in the same words; none of them is RDP's own security. */
export const offered = (protocols: number): string => {
  const names = [1, 2, 4, 8, 16].filter(bit => (protocols & bit) !== 0).map(bit => securities[bit]!)
  return names.length === 0 ? securities[0]! : names.join()
}

/** Why the server refused the offer (MS-RDPBCGR 2.2.1.2.2). */
export const failures: Readonly<Record<number, string>> = {
  1: 'SSL_REQUIRED_BY_SERVER',
  2: 'SSL_NOT_ALLOWED_BY_SERVER',
  3: 'SSL_CERT_NOT_ON_SERVER',
  4: 'INCONSISTENT_FLAGS',
  5: 'HYBRID_REQUIRED_BY_SERVER',
  6: 'SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER',
}

/** The client's build number as a version of RDP, in Zeek's words. */
export const buildNames: Readonly<Record<number, string>> = {
  419: 'RDP 4.0',
  2195: 'RDP 5.0',
  2221: 'RDP 5.0',
  2600: 'RDP 5.1',
  3790: 'RDP 5.2',
  6000: 'RDP 6.0',
  6001: 'RDP 6.1',
  6002: 'RDP 6.2',
  7600: 'RDP 7.0',
  7601: 'RDP 7.1',
  9200: 'RDP 8.0',
  9600: 'RDP 8.1',
  25189: 'RDP 8.0 (Mac)',
  25282: 'RDP 8.0 (Mac)',
}

/** Keyboard layouts by their language (MS-LCID), in Zeek's words. */
const keyboards: Readonly<Record<number, string>> = {
  0x0401: 'Arabic - Saudi Arabia', 0x0404: 'Chinese - Taiwan', 0x0405: 'Czech', 0x0406: 'Danish',
  0x0407: 'German - Germany', 0x0408: 'Greek', 0x0409: 'English - United States', 0x040a: 'Spanish - Spain (Traditional Sort)',
  0x040b: 'Finnish', 0x040c: 'French - France', 0x040d: 'Hebrew', 0x040e: 'Hungarian', 0x040f: 'Icelandic',
  0x0410: 'Italian - Italy', 0x0411: 'Japanese', 0x0412: 'Korean', 0x0413: 'Dutch - Netherlands',
  0x0414: 'Norwegian (Bokmål)', 0x0415: 'Polish', 0x0416: 'Portuguese - Brazil', 0x0418: 'Romanian', 0x0419: 'Russian',
  0x041a: 'Croatian', 0x041b: 'Slovak', 0x041d: 'Swedish', 0x041e: 'Thai', 0x041f: 'Turkish', 0x0422: 'Ukrainian',
  0x0424: 'Slovenian', 0x0425: 'Estonian', 0x0426: 'Latvian', 0x0427: 'Lithuanian', 0x0429: 'Farsi', 0x042a: 'Vietnamese',
  0x0804: 'Chinese - People\'s Republic of China', 0x0807: 'German - Switzerland', 0x0809: 'English - United Kingdom',
  0x080a: 'Spanish - Mexico', 0x080c: 'French - Belgium', 0x0813: 'Dutch - Belgium', 0x0816: 'Portuguese - Portugal',
  0x0c07: 'German - Austria', 0x0c09: 'English - Australia', 0x0c0a: 'Spanish - Spain (Modern Sort)',
  0x0c0c: 'French - Canada', 0x1009: 'English - Canada', 0x100c: 'French - Switzerland',
} // prettier-ignore

/** A keyboard layout's language: the low half of its number; the number itself where it is not in the table. */
export const keyboardName = (layout: number): string =>
  keyboards[layout & 0xffff] ?? `0x${layout.toString(16).padStart(8, '0')}`
