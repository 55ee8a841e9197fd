export type { GroupUndo, UndoOutcome, UndoRequest, UndoRun } from './request.ts'
export { settle } from './settle.ts'
export { foreseeUndo, undoPlan } from './undo.ts'
