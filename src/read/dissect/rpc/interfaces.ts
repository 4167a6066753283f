import { interfaceTable } from './interface-table.ts'
import { table } from '../../../lib/table.ts'

interface Interface {
  readonly name: string
  readonly operations: ReadonlyMap<number, string>
}

const interfaces = new Map<string, Interface>(
  interfaceTable.map(([uuid, name, first, prefix, operations]) => [
    uuid,
    { name, operations: named(first, prefix, operations) },
  ]),
)

function named(first: number, prefix: string, operations: string): Map<number, string> {
  const names = new Map<number, string>()
  operations.split(' ').forEach((name, i) => {
    if (name !== '' && name !== '-') names.set(first + i, prefix + name)
  })
  return names
}

/** An interface's name; its UUID where it has none. */
export const interfaceName = (uuid: string): string => interfaces.get(uuid)?.name ?? uuid

/** An operation's name; `opnum-7` where it has none. */
export const operationName = (uuid: string, opnum: number): string =>
  interfaces.get(uuid)?.operations.get(opnum) ?? `opnum-${opnum}`

const usualOnPipe = table<string>({
  winreg: '338cd001-2244-31f1-aaaa-900038001003',
  spoolss: '12345678-1234-abcd-ef00-0123456789ab',
  srvsvc: '4b324fc8-1670-01d3-1278-5a47bf6ee188',
  svcctl: '367abb81-9844-35f1-ad32-98f038001003',
  atsvc: '1ff70682-0a51-30e8-076d-740be8cee98b',
  samr: '12345778-1234-abcd-ef00-0123456789ac',
  wkssvc: '6bffd098-a112-3610-9833-46c3f87e345a',
})

/** The UUID of the interface that is usual on a pipe, for calls whose bind was not captured; '' where none is. */
export const interfaceOnPipe = (pipe: string): string => usualOnPipe.get(pipe.toLowerCase()) ?? ''
