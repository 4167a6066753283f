export { html } from './html.ts'
export { findings, incidents, rejects } from './jsonl.ts'
export { run } from './run.ts'
export { terminal } from './terminal.ts'
