import { table } from '../../../lib/table.ts'

/** SMB 2 dialects (MS-SMB2 2.2.4). */
export const dialectNames: Readonly<Record<number, string>> = {
  0x202: 'SMB 2.0.2',
  0x210: 'SMB 2.1',
  0x300: 'SMB 3.0',
  0x302: 'SMB 3.0.2',
  0x311: 'SMB 3.1.1',
}

/** Share types of SMB 2 (2.2.10), in Zeek's words. */
export const shareTypes: Readonly<Record<number, string>> = { 1: 'DISK', 2: 'PIPE', 3: 'PRINT' }

/** Services of SMB 1 (MS-CIFS 2.2.4.55) as the same types. */
export const serviceTypes = table<string>({ 'A:': 'DISK', IPC: 'PIPE', 'LPT1:': 'PRINT' })
