export type { UndoneItem } from '../journal/state.ts'
export type { GroupUndo, UndoOutcome, UndoRequest } from './request.ts'
export { settle } from './settle.ts'
export { foreseeUndo, isShort, undoPlan } from './undo.ts'
