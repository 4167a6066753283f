import { details } from './details.ts'
import type { Fact } from './events.ts'
import { slotOf } from './fields.ts'
import { number, text, type LogRecord } from './record.ts'

const size = slotOf('size')

/** A share that was opened. */
export const smbMapping = (record: LogRecord): readonly Fact[] => [
  { kind: 'share', detail: details({ path: text(record, 'path'), type: text(record, 'share_type') }) },
]

/** `SMB::FILE_OPEN` to `open`. */
const fileAction = (action: string): string => action.replace(/^.*::(FILE_|PIPE_|PRINT_)?/, '').toLowerCase()

/** A file that was opened, read, written, renamed or deleted. */
export const smbFiles = (record: LogRecord): readonly Fact[] => [
  {
    kind: 'file',
    detail: details({
      action: fileAction(text(record, 'action')),
      name: text(record, 'name'),
      size: number(record, size),
      path: text(record, 'path'),
      previous: text(record, 'prev_name'),
    }),
  },
]

/**
 * An operation that was called. Zeek writes `\pipe\svcctl` for a pipe, names it by its port where RPC runs over TCP,
 * and calls what it has no name for `unknown-7` (operation) and `unknown-<UUID>` (interface).
 */
export function dceRpc(record: LogRecord): readonly Fact[] {
  const pipe = text(record, 'named_pipe').replace(/^\\pipe\\/i, '')
  const detail = details({
    interface: text(record, 'endpoint').replace(/^unknown-/, ''),
    operation: text(record, 'operation').replace(/^unknown-/, 'opnum-'),
    pipe: /^\d+$/.test(pipe) ? '' : pipe,
  })
  return [{ kind: 'rpc', detail }]
}
