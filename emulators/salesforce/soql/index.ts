export { type CompiledQuery, compileQuery } from './compile.ts'
export { readRecords } from './read.ts'
export { cells, countRows, records } from './run.ts'
export type { JsonRecord } from './shape.ts'
