export type { GroupUndo, UndoOutcome, UndoRequest } from './request.ts'
export { settle } from './settle.ts'
export { foreseeUndo, undoPlan } from './undo.ts'
