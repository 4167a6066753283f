import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSite } from '../../src/site/read-site.ts'
import { defaultSite } from '../../src/site/site.ts'
import { connLog, eastwest, folder } from '../commands/cli.ts'

function site(text: string) {
  const at = folder({ 'site.json': text, 'a/log': '', 'zeek/log': '', 'branch/log': '' })
  return { at, read: () => readSite(join(at, 'site.json')) }
}

test('an empty site.json leaves everything as it is without one', () => {
  expect(site('{}').read()).toEqual(defaultSite)
})

test('every key is taken, also behind a byte order mark', () => {
  const { at, read } = site(
    '\ufeff' +
      JSON.stringify({
        internal: ['10.1.0.0/16', '2001:db8::/32', '10.9.9.9'],
        trusted: [
          '10.1.1.1',
          { source: '10.1.2.0/24', services: ['ssh', 'vnc'], until: '2026-03-31', note: 'scanner' },
        ],
        services: { ssh: [2222], vnc: [8900, 8901] },
        timezone: 'Australia/Lord_Howe',
        budget: 12,
        sensors: [
          { name: 'hq', path: './zeek/' },
          { name: 'branch', path: 'branch', space: 'b' },
        ],
      }),
  )
  expect(read()).toEqual({
    internal: ['10.1.0.0/16', '2001:db8::/32', '10.9.9.9'],
    trusted: [
      { source: '10.1.1.1', services: [], until: Infinity, note: '' },
      { source: '10.1.2.0/24', services: ['ssh', 'vnc'], until: 20_543, note: 'scanner' },
    ],
    services: { ssh: [2222], vnc: [8900, 8901] },
    timezone: 'Australia/Lord_Howe',
    budget: 12,
    sensors: [
      { name: 'hq', path: join(at, 'zeek'), space: '' },
      { name: 'branch', path: join(at, 'branch'), space: 'b' },
    ],
  })
})

const wrong: [string, string][] = [
  ['{"trustd": []}', 'there is no key "trustd"; did you mean "trusted"?'],
  ['{"zone": "UTC"}', 'there is no key "zone"; known are internal, trusted, services, timezone, budget, sensors'],
  ['{"trusted": [{"sorce": "10.0.0.1"}]}', 'there is no key "sorce" in trusted[0]; did you mean "source"?'],
  ['{"sensors": [{"name": "a", "path": "a", "spcae": ""}]}', 'there is no key "spcae" in sensors[0]; did you mean "space"?'],
  ['[]', 'the whole file must be an object, not []'],
  ['{"internal": "10.0.0.0/8"}', 'internal must be a list, not "10.0.0.0/8"'],
  ['{"internal": ["10.0.0.0/8", "10.0.0/8"]}', 'internal[1] must be an address or a CIDR prefix such as 10.1.0.0/16, not "10.0.0/8"'],
  ['{"internal": ["10.0.0.0/33"]}', 'internal[0] must be an address or a CIDR prefix such as 10.1.0.0/16, not "10.0.0.0/33"'],
  ['{"internal": [10]}', 'internal[0] must be a text, not 10'],
  ['{"trusted": ["printer"]}', 'trusted[0] must be an address or a CIDR prefix such as 10.1.0.0/16, not "printer"'],
  ['{"trusted": [{"note": "x"}]}', 'trusted[0].source must be a text, and is missing'],
  ['{"trusted": [{"source": "10.0.0.1", "until": "31.3.2026"}]}', 'trusted[0].until must be a date, YYYY-MM-DD, not "31.3.2026"'],
  ['{"trusted": [{"source": "10.0.0.1", "until": "2026-02-30"}]}', 'trusted[0].until must be a date, YYYY-MM-DD, not "2026-02-30"'],
  ['{"trusted": [{"source": "10.0.0.1", "services": ["shh"]}]}', 'trusted[0].services[0]: there is no service "shh"; did you mean "ssh"?'],
  ['{"trusted": [{"source": "10.0.0.1", "services": ["backupd"]}]}', 'trusted[0].services[0]: there is no service "backupd"; known are ssh, rdp, smb, '],
  ['{"services": {"shh": [2222]}}', 'services: there is no service "shh"; did you mean "ssh"? Known are ssh, rdp, '],
  ['{"services": {"kvm-over-ip": [8900]}}', 'services: there is no service "kvm-over-ip"; known are ssh, '],
  ['{"services": {"ssh": 22}}', 'services.ssh must be a list, not 22'],
  ['{"services": {"ssh": [65536]}}', 'services.ssh[0] must be a whole number from 1 to 65535, not 65536'],
  ['{"timezone": "Oslo"}', 'timezone must be an IANA time zone such as Europe/Oslo, not "Oslo"'],
  ['{"budget": 0}', 'budget must be a whole number from 1 to 1000, not 0'],
  ['{"sensors": [{"path": "a"}]}', 'sensors[0].name must be a text, and is missing'],
  ['', 'line 1, column 1: not valid JSON: the text ends too early; check the commas, quotes and brackets before it'],
  ['{\n "internal": ["10.0.0.0/8",],\n "budget": 1\n}', 'line 2, column 28: not valid JSON: "]" cannot stand here; check'],
  ['{\n // ours\n "budget": 1\n}', 'line 2, column 2: not valid JSON: "/" cannot stand here; check'],
] // prettier-ignore

test.each(wrong)('the site.json %s is refused with its file and key', (text, message) => {
  const { at, read } = site(text)
  expect(read).toThrow(`${at}/site.json: ${message.replace('AT', at)}`)
})

test('a site.json of 20,000 lists in each other is refused', () => {
  expect(site('['.repeat(20_000) + ']'.repeat(20_000)).read).toThrow(
    'site.json: nested deeper than 32 levels; a site.json has four',
  )
})

test('a site.json larger than a mebibyte is not even read', () => {
  expect(site(' '.repeat(2 ** 20 + 1)).read).toThrow(
    'site.json: larger than 1 MiB; a site.json holds a few lines',
  )
})

const irregular: [string, (at: string, file: string) => void, string][] = [
  ['a link to a device', (_, file) => symlinkSync('/dev/zero', file), 'a link out of the folder, which is not followed; name it: --site'],
  ['a link to a file elsewhere', (at, file) => symlinkSync(join(at, 'other.json'), file), 'a link out of the folder'],
  ['a link that leads nowhere', (_, file) => symlinkSync('gone', file), 'there is no such file or folder'],
  ['a pipe', (_, file) => execFileSync('mkfifo', [file]), 'no regular file; a site.json is a file of JSON'],
  ['a folder', (_, file) => mkdirSync(file), 'no regular file; a site.json is a file of JSON'],
] // prettier-ignore

test.each(irregular)('%s in the place of a site.json is wrong configuration', async (_, make, message) => {
  const at = folder({ 'other.json': '{}', 'site/conn.log': connLog([{ ts: 1e9 }]) })
  make(at, join(at, 'site', 'site.json'))
  const { code, out, err } = await eastwest(['flows', join(at, 'site')])
  expect(err).toContain(`eastwest: ${at}/site/site.json: ${message}`)
  expect({ code, out }).toEqual({ code: 2, out: '' })
})

test('a site.json that is named, or lies in its folder, may be a link', () => {
  const at = folder({ 'etc/own.json': '{"budget": 7}', 'site/own.json': '{"budget": 8}' })
  symlinkSync('own.json', join(at, 'site', 'site.json'))
  symlinkSync('etc/own.json', join(at, 'link.json'))
  expect(readSite(join(at, 'link.json')).budget).toBe(7)
  expect(readSite(join(at, 'site', 'site.json'), join(at, 'site')).budget).toBe(8)
})
