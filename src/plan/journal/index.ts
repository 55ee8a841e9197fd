export { hasJournal } from './folder.ts'
export { type ForgottenInPlans, forgetInJournals } from './forget.ts'
export {
  createJournal,
  Journal,
  type JournalOptions,
  type JournalWrite,
  type PlainBody,
  reopenJournal,
  type ValuedBody,
} from './journal.ts'
export { type JournalReader, readJournal, type ValuesRef } from './read.ts'
export { type Listed, readRegistry, register } from './registry.ts'
export { RunLock } from './run-lock.ts'
export type {
  ActionIs,
  ActionState,
  ItemState,
  JournalState,
  KeptPreImage,
  KeptVerification,
  RunState,
} from './state.ts'
export { stateOf } from './state-of.ts'
export type { Values } from './values-index.ts'
export { type JournalProblem, type Verification, verifyJournal } from './verify.ts'
