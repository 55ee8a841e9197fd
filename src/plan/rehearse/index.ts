export type { RehearsalCertificate } from './certificate.ts'
export { certificateOf } from './names.ts'
export { openRehearsal, type Rehearsal, refuseUnrehearsable, whyNoRehearsal } from './open.ts'
export { addCalls, recordRehearsal } from './record.ts'
