export type { GroupUndo, UndoOutcome, UndoRequest, UndoRun } from './request.ts'
export { foreseeUndo, undoPlan } from './undo.ts'
