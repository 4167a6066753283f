export { rdp } from './rdp.ts'
export { ssh } from './ssh.ts'
export { vnc } from './vnc.ts'
