export type { Certificate } from './certificate.ts'
export { addCalls, certify } from './certify.ts'
export { certificateOf } from './names.ts'
export { openRehearsal, type Rehearsal } from './open.ts'
