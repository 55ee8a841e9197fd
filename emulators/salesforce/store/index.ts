export { follow, readRow } from './aftermath.ts'
export { crossReference, deleted, missing, noAccess, notWritable, refuse } from './fault.ts'
export { checksum, fullId, idOf, newId, objectOfId } from './id.ts'
export type { Stored, Values } from './input.ts'
export { type CellValue, type InsertOptions, insertRows } from './insert.ts'
export { moment, now, toDate, toMoment } from './moment.ts'
export { indexStore, isWritten, openStore, type StoreOptions } from './open.ts'
export { findBy, hasBin, rowState } from './reference.ts'
export { binRecord, deleteRecord } from './remove.ts'
export { emptyBin, undeleteRecord } from './restore.ts'
export { atomically, statement } from './statement.ts'
export { createTwin, twinFromAccount, twinFromContacts } from './twin.ts'
export {
  AmbiguousKey,
  createRecord,
  livingRow,
  setColumns,
  type Upserted,
  updateRecord,
  upsertRecord,
  writableObject,
} from './write.ts'
