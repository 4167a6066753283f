import type { NameSource } from '../../flow/host-names.ts'
import { internalText, reversedAddress } from '../dissect/names/internal-address.ts'
import { isHostName } from '../dissect/names/say-name.ts'
import { details } from './details.ts'
import type { EventLog, Fact } from './events.ts'
import { slotOf } from './fields.ts'
import { has, number, text, time, type LogRecord } from './record.ts'

const answersField = slotOf('answers')
const port = slotOf('id.resp_p')
const ts = slotOf('ts')

/** Who answers, by port, as in captures. */
const answering: Readonly<Record<number, NameSource>> = { 53: 'dns', 5353: 'mdns', 5355: 'llmnr' }
/** Questions that are answered with addresses or with the name of one. */
const ofHosts = /^(A|AAAA|PTR)?$/

const day = 86_400
const mostSaid = 65_536

/** One sensor's dns.log: what private addresses are called, each once a day; of other rows nothing is used. */
export class DnsLog implements EventLog {
  readonly service = 'dns'
  readonly carried = false
  readonly protocol = 17
  readonly ends = 'none'
  readonly #said = new Set<string>()

  read(record: LogRecord): readonly Fact[] | undefined {
    const by = answering[number(record, port)]
    if (by === undefined || !has(record, answersField) || !ofHosts.test(text(record, 'qtype_name')))
      return undefined
    const on = Math.floor(time(record, ts) / day)
    const news = called(text(record, 'query'), text(record, 'answers').split(',')).filter(
      ([address, name]) => isHostName(name) && this.#isNew(`${by} ${on} ${address} ${name}`),
    )
    if (!news.length) return undefined
    return news.map(([address, name]) => ({ kind: 'name', detail: details({ address, name, by }) }))
  }

  #isNew(what: string): boolean {
    if (this.#said.has(what)) return false
    // What is said again does no harm: so many are enough to remember.
    if (this.#said.size >= mostSaid) this.#said.clear()
    this.#said.add(what)
    return true
  }
}

/** Private addresses and their names: behind aliases (CNAME), which come first among the answers, the last name is theirs. */
function called(query: string, answers: readonly string[]): [address: string, name: string][] {
  const reversed = /\.arpa$/i.test(query) ? reversedAddress(query) : undefined
  if (reversed !== undefined) return reversed ? answers.slice(0, 1).map(name => [reversed, name]) : []
  const found: [string, string][] = []
  let name = query
  for (const answer of answers) {
    const address = internalText(answer)
    if (address !== '') found.push([address, name])
    else if (!found.length && !/^\d+(\.\d+){3}$|:/.test(answer)) name = answer
  }
  return found
}
