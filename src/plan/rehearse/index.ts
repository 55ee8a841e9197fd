export type { RehearsalCertificate } from './certificate.ts'
export { certificateOf } from './names.ts'
export { openRehearsal, type Rehearsal } from './open.ts'
export { addCalls, recordRehearsal } from './record.ts'
