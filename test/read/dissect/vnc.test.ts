import { expect, test } from 'vitest'
import { be16, be32, bytes, cutShort, hex, talk, text, type Turn } from './talk.ts'

const version = (minor: string): Uint8Array => text(`RFB 003.${minor}\n`)
const hello = (minor: string): Turn[] => [['<', version(minor)], ['>', version(minor)]] // prettier-ignore
const init = (name: string): Uint8Array =>
  bytes(be16(1024), be16(768), new Uint8Array(16), be32(name.length), text(name))
const challenge: Turn[] = [['<', new Uint8Array(16).fill(7)], ['>', new Uint8Array(16).fill(9)]] // prettier-ignore
const [ok, failed] = [be32(0), be32(1)].map(result => Uint8Array.from(result))
const choose = (types: string, type: number): Turn[] => [['<', hex(types)], ['>', Uint8Array.of(type)]] // prettier-ignore
const apple: Turn[] = [['<', bytes(hex('0002 0004'), new Uint8Array(8))], ['>', new Uint8Array(132)]] // prettier-ignore

test.each([
  ['3.8, right password', [...hello('008'), ...choose('0102', 2), ...challenge, ['<', ok!], ['>', hex('01')], ['<', init('desk')]], ['client {"dialect":"3.8","server":"3.8","offered":"VNC","security":"VNC","desktop":"desk"}', 'login success {"method":"VNC"}']],
  ['3.8, wrong password', [...hello('008'), ...choose('020210', 2), ...challenge, ['<', failed!]], ['client {"dialect":"3.8","server":"3.8","offered":"VNC,Tight","security":"VNC"}', 'login failure {"method":"VNC"}']],
  ['3.8, no password', [...hello('008'), ...choose('0101', 1), ['<', ok!], ['>', hex('01')], ['<', init('open')]], ['client {"dialect":"3.8","server":"3.8","offered":"None","security":"None","desktop":"open"}', 'login success {"method":"None"}']],
  ['3.7, no password: no result is sent', [...hello('007'), ...choose('0101', 1), ['>', hex('01')], ['<', init('open')]], ['client {"dialect":"3.7","server":"3.7","offered":"None","security":"None","desktop":"open"}']],
  ['3.3, the server decides', [...hello('003'), ['<', hex('00000002')], ...challenge, ['<', failed!]], ['client {"dialect":"3.3","server":"3.3","security":"VNC"}', 'login failure {"method":"VNC"}']],
  ['3.3, no password', [...hello('003'), ['<', hex('00000001')], ['>', hex('01')], ['<', init('d')]], ['client {"dialect":"3.3","server":"3.3","security":"None","desktop":"d"}']],
  ['Apple’s', [...hello('889'), ...choose('021e1f', 30), ...apple, ['<', ok!]], ['client {"dialect":"3.889","server":"3.889","offered":"Apple Remote Desktop,type 31","security":"Apple Remote Desktop"}', 'login success {"method":"Apple Remote Desktop"}']],
  ['refused', [...hello('008'), ['<', hex('00')]], ['client {"dialect":"3.8","server":"3.8","result":"refused"}']],
  ['refused with a reason', [...hello('008'), ['<', bytes(hex('00'), be32(4), text('busy'))]], ['client {"dialect":"3.8","server":"3.8","result":"refused","reason":"busy"}']],
  ['TLS inside', [...hello('008'), ...choose('0113', 19)], ['client {"dialect":"3.8","server":"3.8","offered":"VeNCrypt","security":"VeNCrypt"}']],
  ['a type without a name', [...hello('008'), ...choose('01c8', 200)], ['client {"dialect":"3.8","server":"3.8","offered":"type 200","security":"type 200"}']],
  ['the server alone', [['<', version('008')]], ['client {"server":"3.8"}']],
] as [string, Turn[], string[]][])('%s', (_, turns, events) => {
  const told = talk(turns)
  expect(told.service).toBe('vnc')
  expect(told.events).toEqual(events)
  expect(talk(turns, { cut: 1 }).events).toEqual(events)
  for (const short of cutShort(turns)) expect(talk(short).events.length).toBeLessThanOrEqual(events.length)
}) // prettier-ignore
