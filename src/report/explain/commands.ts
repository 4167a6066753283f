import type { Step } from '../../detect/finding.ts'
import type { InputForm } from '../report.ts'
import { commonFolder, pathWord, pathWords, quote } from './shell.ts'

/** What one source did, as one sensor saw it, and where its records lie. */
export interface Trace {
  readonly src: string
  readonly steps: readonly Step[]
  /** Epoch seconds: the records begin and end within. */
  readonly from: number
  readonly to: number
  /** Not empty. */
  readonly files: readonly string[]
}

/** Commands that show a trace's records, by the form in which they lie. Other tools' where there are some, else our own. */
export const commandsFor: Record<InputForm, (trace: Trace) => string[]> = {
  'zeek-tsv': trace => [zgrep(trace), zeekCut(trace)].filter(Boolean),
  'zeek-json': trace => [zgrep(trace)].filter(Boolean),
  nfcapd: trace => [nfdump(trace)],
  packets: trace => tshark(trace, packetFilter(trace), ''),
  'captured-exports': trace => [...tshark(trace, exportFilter(trace), ' -O cflow'), eastwest(trace)],
  exports: trace => [eastwest(trace)],
}

/** More of a kind would make a command too long; the other conditions then select by themselves. */
const most = 20

const few = <Value>(values: Iterable<Value>): Value[] => {
  const distinct = [...new Set(values)]
  return distinct.length <= most ? distinct : []
}
const targets = ({ steps }: Trace): string[] => few(steps.map(({ dst }) => dst))
const ports = ({ steps }: Trace): number[] => few(steps.map(({ port }) => port))

/** Flows that a search by uid names at most. */
export const mostUids = 100

/** Our own ids (flow/uid.ts), of flows that captures and exports told, are in no log; Zeek's are longer. */
const ownUid = /^C[0-9a-z]{14}$/

/** Under which ids the logs have the steps; none of those that other records of the same sensor told. */
export const zeekUids = (steps: readonly Step[]): string[] =>
  [...new Set(steps.map(({ uid }) => uid))].filter(uid => !ownUid.test(uid))

const patterns = ({ steps }: Trace): string =>
  zeekUids(steps)
    .slice(0, mostUids)
    .map(uid => ` -e ${quote(uid)}`)
    .join('')

/** '' where the logs have no step. */
function zgrep(trace: Trace): string {
  const { files } = trace
  const uids = patterns(trace)
  if (!uids) return ''
  const grep = `${files.some(file => file.endsWith('.zst')) ? 'zstdgrep' : 'zgrep'} -h -F${uids}`
  const words = pathWords(files)
  return words.length
    ? `${grep} ${words.join(' ')}`
    : `find ${pathWord(commonFolder(files))} -type f -exec ${grep} {} +`
}

const connColumns =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p service duration orig_bytes resp_bytes conn_state'

/** '' where the logs have no step, or no file is named as Zeek names the log of connections. */
function zeekCut(trace: Trace): string {
  const { files } = trace
  const uids = patterns(trace)
  const conn = files.filter(file => /(^|\/)conn[^/]*$/.test(file)).slice(0, 48)
  if (!conn.length || !uids) return ''
  const cat = conn.some(file => file.endsWith('.zst')) ? 'zstdcat' : 'zcat -f'
  return `${cat} ${conn.map(pathWord).join(' ')} | zeek-cut -u ${connColumns} | grep -F${uids}`
}

const two = (n: number): string => String(n).padStart(2, '0')

/** nfdump's own way to write a time, which it takes in the time zone of TZ. */
function nfdumpTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  const day = [date.getUTCFullYear(), two(date.getUTCMonth() + 1), two(date.getUTCDate())].join('/')
  return `${day}.${[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')}`
}

function nfdump(trace: Trace): string {
  const { src, files, from, to } = trace
  const any = (all: readonly string[]) => (all.length > 1 ? `(${all.join(' or ')})` : all[0])
  const filter = [
    `host ${src}`,
    any(targets(trace).map(target => `host ${target}`)),
    any(ports(trace).map(port => `port ${port}`)),
  ]
  const read = files.length === 1 ? `-r ${pathWord(files[0]!)}` : `-R ${pathWord(rangeOf(files))}`
  const window = `${nfdumpTime(Math.floor(from))}-${nfdumpTime(Math.ceil(to))}`
  return `TZ=UTC nfdump ${read} -t ${window} ${quote(filter.filter(Boolean).join(' and '))}`
}

/** FIRST:LAST of one folder's files, which lie one after another there; the common folder of several. */
function rangeOf(files: readonly string[]): string {
  const folder = commonFolder(files)
  const within = files.every(file => !file.slice(folder.length).includes('/'))
  return within && folder !== './' ? `${files[0]}:${files.at(-1)!.slice(folder.length)}` : folder
}

const set = (values: readonly (string | number)[]): string => `{${values.join(', ')}}`

const field = (address: string): string => (address.includes(':') ? 'ipv6.addr' : 'ip.addr')

function packetFilter(trace: Trace): string {
  const { src, from, to } = trace
  const dsts = targets(trace)
  const port = ports(trace)
  return [
    `${field(src)} == ${src}`,
    ...(dsts.length ? [`${field(dsts[0]!)} in ${set(dsts)}`] : []),
    ...(port.length ? [`(tcp.port in ${set(port)} || udp.port in ${set(port)})`] : []),
    `frame.time_epoch >= ${Math.floor(from)} && frame.time_epoch <= ${Math.ceil(to)}`,
  ].join(' && ')
}

/** Datagrams of a collector that tell of the flows; they were sent after the flows, so their own time says nothing. */
function exportFilter(trace: Trace): string {
  const v6 = trace.src.includes(':') ? 'v6' : ''
  const dsts = targets(trace)
  const port = ports(trace)
  return [
    `cflow.srcaddr${v6} == ${trace.src}`,
    ...(dsts.length ? [`cflow.dstaddr${v6} in ${set(dsts)}`] : []),
    ...(port.length ? [`cflow.dstport in ${set(port)}`] : []),
  ].join(' && ')
}

/** A test of find for how the files' names end, so that what else lies there is left alone; '' where they end in nothing. */
function namesOf(files: readonly string[]): string {
  const ends = few(
    files.map(file => /(\.[a-z]\w*)?\.\w+$/i.exec(file.slice(file.lastIndexOf('/') + 1))?.[0] ?? ''),
  )
  if (!ends.length || ends.includes('')) return ''
  const names = ends.sort().map(end => `-name ${quote(`*${end}`)}`)
  return names.length === 1 ? ` ${names[0]}` : ` \\( ${names.join(' -o ')} \\)`
}

function tshark({ files }: Trace, filter: string, options: string): string[] {
  const show = (file: string) => `tshark -r ${file} -Y ${quote(filter)}${options}`
  if (files.length === 1) return [show(pathWord(files[0]!))]
  if (files.length <= most)
    return [`for file in ${files.map(pathWord).join(' ')}; do ${show('"$file"')}; done`]
  return [`find ${pathWord(commonFolder(files))} -type f${namesOf(files)} -exec ${show('{}')} \\;`]
}

function eastwest(trace: Trace): string {
  const services = few(trace.steps.map(({ service }) => service))
  const files = trace.files.length <= 3 ? trace.files.map(pathWord) : [pathWord(commonFolder(trace.files))]
  return [
    `eastwest flows ${files.join(' ')} --host ${quote(trace.src)}`,
    ...(services.length ? [`--service ${services.map(quote).join(',')}`] : []),
    `--from ${Math.floor(trace.from)} --to ${Math.ceil(trace.to)}`,
  ].join(' ')
}
