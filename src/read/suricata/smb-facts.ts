import type { Event } from '../../flow/event.ts'
import { interfaceName, operationName } from '../dissect/rpc/interfaces.ts'
import { objectAt, objectsAt, numberAt, textAt, type JsonObject } from '../text/values.ts'
import { details } from '../zeek/details.ts'
import type { Fact } from '../zeek/events.ts'
import type { Bound } from './facts.ts'

/** NT status in words to an outcome; a login that goes on with another message has none yet. */
const outcomeOf = (status: string): Event['outcome'] =>
  status === 'STATUS_SUCCESS' ? 'success' : status === '' ? 'unknown' : 'failure'

const refused = (status: string): Event['outcome'] => (outcomeOf(status) === 'failure' ? 'failure' : '')

type ReadSmb = (part: JsonObject, status: string) => readonly Fact[]

/** Commands of SMB 1 and 2 that say something, by what is common to their names. */
const commands: readonly (readonly [RegExp, ReadSmb])[] = [
  [/SESSION_SETUP/, login],
  [/TREE_CONNECT/, share],
  [/_CREATE/, opened],
  [/SET_INFO|TRANS2|RENAME|DELETE/, changed],
]

/** One command and its answer. An RPC call is told beside what carried it. */
export function smb(part: JsonObject, _record: JsonObject, bound: Bound): readonly Fact[] {
  const command = textAt(part, 'command')
  const rpc = objectAt(part, 'dcerpc')
  const read = commands.find(([name]) => name.test(command))?.[1]
  const facts = read ? read(part, textAt(part, 'status')) : []
  return rpc ? [...facts, ...dcerpc(rpc, part, bound)] : facts
}

function login(part: JsonObject, status: string): readonly Fact[] {
  const ntlm = objectAt(part, 'ntlmssp')
  const kerberos = objectAt(part, 'kerberos')
  if (status === 'STATUS_MORE_PROCESSING_REQUIRED' || (!ntlm && !kerberos)) return []
  const detail = details({
    method: ntlm ? 'ntlm' : 'kerberos',
    domain: textAt(ntlm, 'domain') || textAt(kerberos, 'realm'),
    client: textAt(ntlm, 'host'),
    dialect: textAt(part, 'dialect'),
  })
  return [{ kind: 'login', user: textAt(ntlm, 'user'), outcome: outcomeOf(status), detail }]
}

function share(part: JsonObject, status: string): readonly Fact[] {
  const path = textAt(part, 'share') || textAt(part, 'named_pipe')
  if (path === '') return []
  const type = textAt(part, 'share_type') || (textAt(part, 'named_pipe') === '' ? '' : 'PIPE')
  return [{ kind: 'share', outcome: refused(status), detail: details({ path, type }) }]
}

/** What Suricata calls an opening without a name: of the share itself. */
const shareRoot = '<share_root>'

/** Of openings that fail, only what is forbidden is told, as from a capture. */
function opened(part: JsonObject, status: string): readonly Fact[] {
  const name = textAt(part, 'filename')
  if (name === '' || name === shareRoot || !/^(STATUS_SUCCESS|STATUS_ACCESS_DENIED|)$/.test(status)) return []
  const action = textAt(part, 'access') === 'delete on close' ? 'delete' : 'open'
  const size = numberAt(part, 'size')
  const detail = details({ action, name, size: size > 0 ? size : undefined, path: textAt(part, 'share') })
  return [{ kind: 'file', outcome: refused(status), detail }]
}

function changed(part: JsonObject, status: string): readonly Fact[] {
  const name = textAt(part, 'rename', 'to') || textAt(part, 'filename')
  const previous = textAt(part, 'rename', 'from')
  const action = previous === '' ? (isDeletion(part) ? 'delete' : '') : 'rename'
  if (name === '' || action === '') return []
  const detail = details({ action, name, previous, path: textAt(part, 'share') })
  return [{ kind: 'file', outcome: refused(status), detail }]
}

const isDeletion = (part: JsonObject): boolean =>
  /DELETE/.test(textAt(part, 'command')) || /DISPOSITION/.test(textAt(part, 'set_info', 'info_level'))

/** An operation that was called; of a bind only the interface is kept, for calls that do not name it. */
export function dcerpc(part: JsonObject, record: JsonObject, bound: Bound): readonly Fact[] {
  const interfaces = objectsAt(part, 'interfaces')
  const accepted = interfaces.filter(row => !(numberAt(row, 'ack_result') > 0))
  const uuid = textAt(accepted[0] ?? objectAt(part, 'interface'), 'uuid').toLowerCase()
  if (accepted.length === 1 || uuid !== '') bound.set(accepted.length > 1 ? '' : uuid)
  const opnum = firstNumber(numberAt(part, 'opnum'), numberAt(part, 'req', 'opnum'))
  if (textAt(part, 'request') !== 'REQUEST' || !(opnum >= 0)) return []
  const called = uuid || bound.get()
  const pipe = record === part ? '' : textAt(record, 'filename')
  const detail = details({
    interface: interfaceName(called),
    operation: operationName(called, opnum),
    pipe: /^[\w]{1,64}$/.test(pipe) ? pipe : '',
  })
  return [{ kind: 'rpc', outcome: textAt(part, 'response') === 'FAULT' ? 'failure' : '', detail }]
}

const firstNumber = (a: number, b: number): number => (Number.isNaN(a) ? b : a)
