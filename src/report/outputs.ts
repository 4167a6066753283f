export { findings, incidents, rejects } from './jsonl.ts'
export { terminal } from './terminal.ts'
