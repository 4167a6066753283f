import { flowRecord, type FlowRecord } from '../../flow/join-record.ts'
import type { ReadContext } from '../reader.ts'
import { isLate, lost, type Sent } from '../netflow/sequence.ts'
import { layers } from '../packet/layer.ts'
import { walkNext } from '../packet/walk.ts'
import { sflowHeader, structHeader, type SflowHeader } from './header.ts'
import { fillFromFields, fillFromPacket, walkSample } from './record.ts'
import { expandedSample, findParts, flowSample, readSample, type Parts } from './sample.ts'

const noFrame = 'no frame'
const tooShort = 'packet samples too short to know their flow, left out'

const maxAgents = 16_384
const maxSources = 65_536

/**
 * Decodes sFlow v5 datagrams: every sampled packet is a record of a flow, at the time when its datagram was captured (agents
 * send within a second), with its counts times the sampling rate. Counter samples are passed over.
 */
export class SflowDecoder {
  readonly #context: ReadContext
  readonly #sink: (record: FlowRecord) => void
  readonly #record = flowRecord()
  readonly #packet = layers()
  /** The last datagram of each agent. */
  readonly #agents = new Map<string, Sent>()
  /** Numbers of the points where packets are sampled. */
  readonly #sources = new Map<string, number>()

  /** `sink` gets every record; the object is only valid during the call. */
  constructor(context: ReadContext, sink: (record: FlowRecord) => void) {
    this.#context = context
    this.#sink = sink
    this.#record.sample = true
  }

  /** One datagram that `beginsSflow`, captured at `received`; `file` and `offset` are where it lies. */
  datagram(view: DataView, at: number, end: number, received: number, file: string, offset: number): void {
    const reject = (reason: string) => this.#context.rejects.add(file, reason, 'offset', offset)
    const header = sflowHeader(view, at, end)
    if (header === undefined) return reject('sFlow datagram shorter than its header')
    const agent = this.#agent(view, header)
    if (!this.#sequence(agent, header.sequence)) return reject('too many sFlow agents')
    this.#packet.ts = this.#record.received = this.#record.start = this.#record.end = received
    let next = header.next
    for (let i = 0; i < header.samples; i++) {
      const there = end - next >= structHeader
      const length = there ? view.getUint32(next + 4) : 0
      if (!there || length > end - next - structHeader) return reject('sFlow datagram is cut')
      const body = next + structHeader
      const fault = this.#sample(view, view.getUint32(next), body, body + length, agent)
      if (fault !== '') reject(fault)
      next = body + length
    }
  }

  #agent(view: DataView, { agentAt, isIp6, subAgent }: SflowHeader): string {
    const { hosts } = this.#context
    const word = (i: number) => view.getUint32(agentAt + 4 * i)
    const address = isIp6 ? hosts.v6(word(0), word(1), word(2), word(3)) : hosts.v4(word(0))
    return `${hosts.text(address)}/${subAgent}`
  }

  /** Counts what the sequence numbers say is missing. False for one agent too many. */
  #sequence(agent: string, sequence: number): boolean {
    const before = this.#agents.get(agent)
    const sent: Sent = { sequence, step: 1, records: 1, flows: 1 }
    if (!before && this.#agents.size >= maxAgents) return false
    if (before && isLate(before, sent)) return true
    this.#agents.set(agent, sent)
    const missing = before ? lost(before, sent) : 0
    if (missing > 0)
      this.#note(
        `sFlow datagrams of agent ${agent.replace(/\/\d+$/, '')} lost, by their sequence numbers`,
        missing,
      )
    return true
  }

  #note(text: string, count = 1): void {
    this.#context.notes.add(this.#context.sensor, text, '', count)
  }

  /** One sample. Returns what is wrong with it, '' for nothing. */
  #sample(view: DataView, format: number, at: number, end: number, agent: string): string {
    if (format !== flowSample && format !== expandedSample) return ''
    const sample = readSample(view, at, end, format === expandedSample)
    if (sample === undefined) return 'sFlow sample shorter than its header'
    const parts = findParts(view, sample, end)
    this.#record.sampling = sample.rate
    this.#record.packets = sample.rate
    this.#record.inInterface = sample.inInterface
    this.#record.outInterface = sample.outInterface
    this.#record.observer = this.#source(`${agent}/${sample.source}`)
    this.#record.srcAs = parts.srcAs
    this.#record.dstAs = parts.dstAs
    this.#count(view, parts)
    return parts.cut ? 'sFlow record longer than its sample' : ''
  }

  #source(name: string): number {
    let number = this.#sources.get(name)
    if (number === undefined) {
      number = this.#sources.size
      if (number < maxSources) this.#sources.set(name, number)
    }
    return number
  }

  /** The packet itself says more than fields taken from it, unless too little of it is there. */
  #count(view: DataView, parts: Parts): void {
    const lack = parts.frameEnd > 0 ? this.#countFrame(view, parts) : noFrame
    if (lack === '') return
    if (parts.fieldsEnd > 0) this.#countFields(view, parts)
    else if (lack !== noFrame) this.#note(lack)
  }

  /** What keeps the sampled packet from being counted, '' for nothing. */
  #countFrame(view: DataView, { frameAt, frameEnd, vlan }: Parts): string {
    const packet = this.#packet
    if (!walkSample(packet, view, frameAt, frameEnd)) return 'packet samples of another link layer, left out'
    const lack = this.#countPacket(vlan)
    while (walkNext(packet)) {
      const inside = this.#countPacket(vlan)
      if (inside !== '') this.#note(inside)
    }
    return lack
  }

  /** Samples are cut behind their headers, so a fault matters only where it hides the ports. */
  #countPacket(vlan: number): string {
    const { complete, ports, fault, waiting } = this.#packet
    if (waiting) return 'sampled parts of fragmented packets, left out'
    if (!complete && !ports) return fault === '' ? '' : tooShort
    fillFromPacket(this.#record, this.#packet, this.#context.hosts)
    if (this.#record.vlan === 0) this.#record.vlan = vlan
    this.#scaled()
    return ''
  }

  #countFields(view: DataView, { fieldsAt, fieldsEnd, isIp6, vlan }: Parts): void {
    const isWhole = fillFromFields(this.#record, view, fieldsAt, fieldsEnd, this.#context.hosts, isIp6)
    if (!isWhole) return this.#note(tooShort)
    this.#record.vlan = vlan
    this.#scaled()
  }

  #scaled(): void {
    this.#record.bytes *= this.#record.sampling
    this.#sink(this.#record)
  }
}
