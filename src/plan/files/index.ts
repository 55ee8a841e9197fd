export { journalFolderOf, valuesNameOf } from './names.ts'
export { readPlan, readPlanFile, readPlanToUndo } from './read-plan.ts'
export { writePlan } from './write-plan.ts'
