export { checksum, fullId, idOf, newId, objectOfId } from './id.ts'
export { type CellValue, type InsertOptions, insertRows } from './insert.ts'
export { moment, now, toDate, toMoment } from './moment.ts'
export { indexStore, openStore, type StoreOptions } from './open.ts'
