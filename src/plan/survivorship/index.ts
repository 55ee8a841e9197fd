/** Which records may be merged, who survives, and with which values. Pure: nothing is read or written here. */
export type { MergeMember, ValuesRequest } from './bench.ts'
export { chooseSurvivor } from './choose-survivor.ts'
export { chooseValues, type ValueChoices, type ValuesOutcome } from './choose-values.ts'
export type { Suppressed } from './consents.ts'
export { proposeFor } from './propose-for.ts'
export { splitMergeable } from './split-mergeable.ts'
export { unresolvedFields } from './unresolved-fields.ts'
