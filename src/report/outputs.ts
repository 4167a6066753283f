export { findings, incidents, rejects } from './jsonl.ts'
